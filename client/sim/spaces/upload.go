package spaces

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// upload is an object that comes in parts.
type upload struct {
	bucket, key string
	header      http.Header
	acl         acl
	begun       string
	parts       map[int][]byte
}

// serveUpload begins an upload, takes a part, lists them, puts them together or
// gives them up.
func (s *Server) serveUpload(c *call) *fault {
	q := c.query
	if q.Has("uploads") {
		if c.Method != http.MethodPost {
			return notSimulated(c.Method + " of ?uploads")
		}
		if s.Explicit && s.buckets[c.bucket] == nil {
			return errNoBucket
		}
		s.serial++
		id := "u" + strconv.Itoa(s.serial)
		s.uploads[id] = &upload{bucket: c.bucket, key: c.key, header: headersOf(c.Header), acl: canned(c), begun: stamp(s.Now()), parts: map[int][]byte{}}
		return c.answer(struct {
			XMLName               xml.Name `xml:"InitiateMultipartUploadResult"`
			Bucket, Key, UploadId string
		}{Bucket: c.bucket, Key: c.key, UploadId: id})
	}
	id := q.Get("uploadId")
	u := s.uploads[id]
	if u == nil || u.bucket != c.bucket || u.key != c.key {
		return errNoUpload
	}
	switch c.Method {
	case http.MethodPut:
		return s.putPart(c, u)
	case http.MethodDelete:
		delete(s.uploads, id)
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	case http.MethodGet:
		return u.list(c, id)
	case http.MethodPost:
		return s.complete(c, id, u)
	}
	return notSimulated(c.Method + " of an upload")
}

func (s *Server) putPart(c *call, u *upload) *fault {
	n, err := strconv.Atoi(c.query.Get("partNumber"))
	if err != nil || n < 1 || n > 10000 {
		return refuse(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
	}
	from := c.Header.Get("X-Amz-Copy-Source")
	if from == "" {
		data, err := body(c.Request)
		if err != nil {
			return refuse(400, "IncompleteBody", err.Error())
		}
		u.parts[n] = data
		c.w.Header().Set("ETag", etag(data))
		return nil
	}
	source, f := s.source(from)
	if f != nil {
		return f
	}
	data := source.data
	if text := c.Header.Get("X-Amz-Copy-Source-Range"); text != "" {
		var first, last int
		if _, err := fmt.Sscanf(text, "bytes=%d-%d", &first, &last); err != nil || first > last || last >= len(data) {
			return refuse(400, "InvalidRange", "The requested range is not satisfiable")
		}
		data = data[first : last+1]
	}
	u.parts[n] = data
	return c.answer(struct {
		XMLName            xml.Name `xml:"CopyPartResult"`
		LastModified, ETag string
	}{LastModified: stamp(s.Now()), ETag: etag(data)})
}

func (u *upload) list(c *call, id string) *fault {
	type part struct {
		PartNumber int
		ETag       string
		Size       int
	}
	out := struct {
		XMLName               xml.Name `xml:"ListPartsResult"`
		Bucket, Key, UploadId string
		IsTruncated           bool
		Parts                 []part `xml:"Part"`
	}{Bucket: u.bucket, Key: u.key, UploadId: id}
	for _, n := range slices.Sorted(maps.Keys(u.parts)) {
		out.Parts = append(out.Parts, part{n, etag(u.parts[n]), len(u.parts[n])})
	}
	return c.answer(out)
}

// complete puts the parts together that the body lists.
func (s *Server) complete(c *call, id string, u *upload) *fault {
	text, err := body(c.Request)
	var wanted struct {
		Parts []struct {
			PartNumber int
			ETag       string
		} `xml:"Part"`
	}
	if err != nil || xml.Unmarshal(text, &wanted) != nil || len(wanted.Parts) == 0 {
		return errXML
	}
	var whole, sums []byte
	last := 0
	for _, p := range wanted.Parts {
		data, ok := u.parts[p.PartNumber]
		switch {
		case !ok || strings.Trim(p.ETag, `"`) != strings.Trim(etag(data), `"`):
			return refuse(400, "InvalidPart", "One or more of the specified parts could not be found.")
		case p.PartNumber <= last:
			return refuse(400, "InvalidPartOrder", "The list of parts was not in ascending order.")
		}
		last = p.PartNumber
		sum := md5.Sum(data)
		whole, sums = append(whole, data...), append(sums, sum[:]...)
	}
	b := s.buckets[u.bucket]
	if b == nil {
		var f *fault
		if b, f = s.make(c); f != nil {
			return f
		}
	}
	sum := md5.Sum(sums)
	v := &version{data: whole, header: u.header, acl: u.acl, etag: fmt.Sprintf(`"%s-%d"`, hex.EncodeToString(sum[:]), len(wanted.Parts))}
	s.put(b, u.key, v)
	delete(s.uploads, id)
	return c.answer(struct {
		XMLName                     xml.Name `xml:"CompleteMultipartUploadResult"`
		Location, Bucket, Key, ETag string
	}{Location: "/" + u.bucket + "/" + u.key, Bucket: u.bucket, Key: u.key, ETag: v.etag})
}

// listUploads lists the uploads of a bucket that are not whole yet.
func (s *Server) listUploads(c *call) *fault {
	type begun struct{ Key, UploadId, Initiated string }
	out := struct {
		XMLName     xml.Name `xml:"ListMultipartUploadsResult"`
		Bucket      string
		IsTruncated bool
		Uploads     []begun `xml:"Upload"`
	}{Bucket: c.bucket}
	for _, id := range slices.Sorted(maps.Keys(s.uploads)) {
		if u := s.uploads[id]; u.bucket == c.bucket && strings.HasPrefix(u.key, c.query.Get("prefix")) {
			out.Uploads = append(out.Uploads, begun{u.key, id, u.begun})
		}
	}
	return c.answer(out)
}
