package spaces

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// version is an object as it was at a time, or the mark that it was deleted then.
type version struct {
	id       string // "null" without versions
	marker   bool
	data     []byte
	etag     string
	modified time.Time
	header   http.Header // what came with it and goes out with it
	acl      acl
	tags     []byte // as they were put
}

// kept are the headers that are part of an object.
var kept = []string{"Content-Type", "Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires", "X-Amz-Storage-Class"}

// headersOf returns what a request says of an object.
func headersOf(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		if slices.Contains(kept, name) || strings.HasPrefix(name, "X-Amz-Meta-") {
			out[name] = values
		}
	}
	// What the data came in on the way is none of the object's.
	if coding := strings.TrimPrefix(strings.TrimPrefix(out.Get("Content-Encoding"), "aws-chunked"), ","); coding != "" {
		out.Set("Content-Encoding", strings.TrimSpace(coding))
	} else {
		out.Del("Content-Encoding")
	}
	out.Set("Content-Type", cmp.Or(out.Get("Content-Type"), "binary/octet-stream"))
	return out
}

// version returns an object: the newest version, or the one that is asked for. It
// is nil if there is none, or if the newest is deleted.
func (b *bucket) version(key, id string) *version {
	all := b.objects[key]
	for i, v := range slices.Backward(all) {
		if id == "" && i == len(all)-1 && !v.marker || id != "" && v.id == id {
			return v
		}
	}
	return nil
}

// put adds a version, in the place of the one without a name when versions are not
// kept.
func (s *Server) put(b *bucket, key string, v *version) {
	v.modified = s.Now().UTC().Truncate(time.Second)
	v.id = "null"
	if b.versioning == "Enabled" {
		s.serial++
		v.id = fmt.Sprintf("v%012d", s.serial)
	} else {
		b.drop(key, "null")
	}
	b.objects[key] = append(b.objects[key], v)
}

// drop forgets a version.
func (b *bucket) drop(key, id string) {
	b.objects[key] = slices.DeleteFunc(b.objects[key], func(v *version) bool { return v.id == id })
	if len(b.objects[key]) == 0 {
		delete(b.objects, key)
	}
}

// remove deletes an object: a version for good, or the newest one with a mark when
// versions are kept. It returns the version and whether there is a mark.
func (s *Server) remove(b *bucket, key, id string) (gone string, marker bool) {
	switch {
	case id != "":
		if v := b.version(key, id); v != nil {
			marker = v.marker
		}
		b.drop(key, id)
		return id, marker
	case b.versioning == "":
		delete(b.objects, key)
		return "", false
	}
	v := &version{marker: true}
	s.put(b, key, v)
	return v.id, true
}

func (s *Server) serveObject(c *call) *fault {
	b := s.buckets[c.bucket]
	if b == nil && c.Method == http.MethodPut && !s.Explicit {
		var f *fault
		if b, f = s.make(c); f != nil {
			return f
		}
		b.acl = "private"
	}
	if b == nil {
		return errNoBucket
	}
	q, id := c.query, c.query.Get("versionId")
	v := b.version(c.key, id)
	switch {
	case q.Has("acl"), q.Has("tagging"):
		if v == nil {
			return errNoKey
		}
		if q.Has("acl") {
			return v.acl.serve(c)
		}
		return v.serveTags(c)
	case q.Has("legal-hold"), q.Has("retention"), q.Has("torrent"), q.Has("select"), q.Has("restore"):
		return notSimulated("?" + c.URL.RawQuery)
	}
	switch c.Method {
	case http.MethodPut:
		return s.putObject(c, b)
	case http.MethodDelete:
		id, marker := s.remove(b, c.key, id)
		if id != "" {
			c.w.Header().Set("X-Amz-Version-Id", id)
		}
		if marker {
			c.w.Header().Set("X-Amz-Delete-Marker", "true")
		}
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	case http.MethodGet, http.MethodHead:
		if v == nil {
			return errNoKey
		}
		if v.marker {
			c.w.Header().Set("X-Amz-Delete-Marker", "true")
			return refuse(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
		}
		return v.show(c, b)
	}
	return notSimulated(c.Method + " of an object")
}

// show writes an object, or the part of it that is asked for.
func (v *version) show(c *call, b *bucket) *fault {
	h := c.w.Header()
	for name, values := range v.header {
		h[name] = values
	}
	for name := range c.query {
		if header, ok := strings.CutPrefix(name, "response-"); ok && c.signed {
			h.Set(header, c.query.Get(name))
		}
	}
	h.Set("ETag", v.etag)
	h.Set("Last-Modified", v.modified.Format(http.TimeFormat))
	if b.versioning != "" {
		h.Set("X-Amz-Version-Id", v.id)
	}
	http.ServeContent(c.w, c.Request, "", v.modified, bytes.NewReader(v.data))
	return nil
}

func (s *Server) putObject(c *call, b *bucket) *fault {
	if match, current := c.Header.Get("If-None-Match"), b.version(c.key, ""); match == "*" && current != nil ||
		c.Header.Get("If-Match") != "" && (current == nil || current.etag != c.Header.Get("If-Match")) {
		return refuse(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
	}
	v := &version{header: headersOf(c.Header), acl: canned(c)}
	from := c.Header.Get("X-Amz-Copy-Source")
	if from != "" {
		source, f := s.source(from)
		if f != nil {
			return f
		}
		v.data, v.etag, v.tags = source.data, etag(source.data), source.tags
		if c.Header.Get("X-Amz-Metadata-Directive") != "REPLACE" {
			v.header = source.header
		}
	} else {
		data, err := body(c.Request)
		if err != nil {
			return refuse(400, "IncompleteBody", err.Error())
		}
		sum := md5.Sum(data)
		if want := c.Header.Get("Content-Md5"); want != "" && want != base64.StdEncoding.EncodeToString(sum[:]) {
			return refuse(400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
		}
		v.data, v.etag = data, etag(data)
	}
	s.put(b, c.key, v)
	c.w.Header().Set("ETag", v.etag)
	if b.versioning != "" {
		c.w.Header().Set("X-Amz-Version-Id", v.id)
	}
	if from == "" {
		return nil
	}
	return c.answer(copied{LastModified: stamp(v.modified), ETag: v.etag})
}

type copied struct {
	XMLName            xml.Name `xml:"CopyObjectResult"`
	LastModified, ETag string
}

// source finds what is copied.
func (s *Server) source(name string) (*version, *fault) {
	path, query, _ := strings.Cut(name, "?")
	path, err := url.PathUnescape(strings.TrimPrefix(path, "/"))
	from, key, ok := strings.Cut(path, "/")
	values, err2 := url.ParseQuery(query)
	if err != nil || err2 != nil || !ok {
		return nil, refuse(400, "InvalidArgument", "x-amz-copy-source is not BUCKET/KEY")
	}
	b := s.buckets[from]
	if b == nil {
		return nil, errNoBucket
	}
	v := b.version(key, values.Get("versionId"))
	if v == nil || v.marker {
		return nil, errNoKey
	}
	return v, nil
}

func etag(data []byte) string {
	sum := md5.Sum(data)
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func (v *version) serveTags(c *call) *fault {
	switch c.Method {
	case http.MethodGet:
		text := v.tags
		if text == nil {
			text = []byte(`<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet/></Tagging>`)
		}
		c.w.Header().Set("Content-Type", "application/xml")
		c.w.Write(text)
		return nil
	case http.MethodPut:
		text, err := body(c.Request)
		if err != nil || wellFormed(text) != nil {
			return errXML
		}
		v.tags = text
		return nil
	case http.MethodDelete:
		v.tags = nil
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return notSimulated(c.Method + " of ?tagging")
}

// deleteMany deletes the objects that a body lists.
func (s *Server) deleteMany(c *call, b *bucket) *fault {
	text, err := body(c.Request)
	var wanted struct {
		Quiet   bool
		Objects []struct{ Key, VersionId string } `xml:"Object"`
	}
	if err != nil || xml.Unmarshal(text, &wanted) != nil || len(wanted.Objects) > 1000 {
		return errXML
	}
	type entry struct {
		Key                   string
		VersionId             string `xml:",omitempty"`
		DeleteMarker          bool   `xml:",omitempty"`
		DeleteMarkerVersionId string `xml:",omitempty"`
	}
	out := struct {
		XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ DeleteResult"`
		Deleted []entry
	}{}
	for _, o := range wanted.Objects {
		id, marker := s.remove(b, o.Key, o.VersionId)
		e := entry{Key: o.Key, VersionId: o.VersionId, DeleteMarker: marker}
		if marker {
			e.DeleteMarkerVersionId = id
		}
		if !wanted.Quiet {
			out.Deleted = append(out.Deleted, e)
		}
	}
	return c.answer(out)
}

// body is what was sent, out of its signed chunks if it came in some.
func body(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	data, err := io.ReadAll(r.Body)
	if err != nil || !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return data, err
	}
	var out []byte
	rest := data
	for {
		line, more, ok := bytes.Cut(rest, []byte("\r\n"))
		length, _, _ := bytes.Cut(line, []byte(";"))
		n, err := strconv.ParseUint(string(length), 16, 32)
		if !ok || err != nil || int(n) > len(more) {
			return nil, fmt.Errorf("a chunk is broken: %.40q", line)
		}
		if n == 0 {
			return out, nil
		}
		out = append(out, more[:n]...)
		rest = bytes.TrimPrefix(more[n:], []byte("\r\n"))
	}
}
