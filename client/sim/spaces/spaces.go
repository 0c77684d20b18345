// Package spaces simulates object storage that speaks S3, as far as scripts
// need it: buckets, objects, lists in pages and uploads in parts. Buckets are
// made when something is put into them; no signature is checked, but a request
// without one is refused.
package spaces

import (
	"bytes"
	"cmp"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is storage in memory, with the paths /BUCKET/KEY. Safe from any
// goroutine.
type Server struct {
	// Now gives the time of changes.
	Now func() time.Time
	// Page is how many objects a list has at most; 0: 1000.
	Page int

	mu      sync.Mutex
	buckets map[string]map[string]object
	uploads map[string]map[int][]byte // parts of what is not whole yet
	ids     int
}

type object struct {
	data     []byte
	kind     string
	etag     string
	modified time.Time
}

// fault is an answer that refuses.
type fault struct {
	XMLName xml.Name `xml:"Error"`
	Code    string
	Message string
	status  int
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets == nil {
		s.buckets, s.uploads = map[string]map[string]object{}, map[string]map[int][]byte{}
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if f := s.serve(w, r, bucket, key); f != nil {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(f.status)
		if r.Method != http.MethodHead {
			xml.NewEncoder(w).Encode(f)
		}
	}
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request, bucket, key string) *fault {
	q := r.URL.Query()
	if r.Header.Get("Authorization") == "" && !q.Has("X-Amz-Signature") {
		return &fault{Code: "AccessDenied", Message: "the request is not signed", status: 403}
	}
	if key == "" {
		if r.Method != http.MethodGet {
			return &fault{Code: "NotImplemented", Message: r.Method + " of a bucket is not simulated", status: 501}
		}
		return s.list(w, bucket, q.Get("prefix"), cmp.Or(q.Get("continuation-token"), q.Get("start-after")))
	}
	switch {
	case r.Method == http.MethodPost && q.Has("uploads"):
		s.ids++
		id := strconv.Itoa(s.ids)
		s.uploads[id] = map[int][]byte{}
		return answer(w, struct {
			XMLName               xml.Name `xml:"InitiateMultipartUploadResult"`
			Bucket, Key, UploadId string
		}{Bucket: bucket, Key: key, UploadId: id})
	case q.Has("uploadId"):
		return s.part(w, r, bucket, key)
	case r.Method == http.MethodPut:
		data, err := body(r)
		if err != nil {
			return &fault{Code: "IncompleteBody", Message: err.Error(), status: 400}
		}
		w.Header().Set("ETag", s.put(bucket, key, r.Header.Get("Content-Type"), data))
	case r.Method == http.MethodDelete:
		delete(s.buckets[bucket], key)
		w.WriteHeader(http.StatusNoContent)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		o, ok := s.buckets[bucket][key]
		if !ok {
			return &fault{Code: "NoSuchKey", Message: "The specified key does not exist.", status: 404}
		}
		w.Header().Set("ETag", o.etag)
		w.Header().Set("Content-Type", o.kind)
		http.ServeContent(w, r, "", o.modified, strings.NewReader(string(o.data)))
	default:
		return &fault{Code: "NotImplemented", Message: r.Method + " is not simulated", status: 501}
	}
	return nil
}

func answer(w http.ResponseWriter, v any) *fault {
	w.Header().Set("Content-Type", "application/xml")
	xml.NewEncoder(w).Encode(v)
	return nil
}

func (s *Server) put(bucket, key, kind string, data []byte) (etag string) {
	if s.buckets[bucket] == nil {
		s.buckets[bucket] = map[string]object{}
	}
	sum := md5.Sum(data)
	etag = `"` + hex.EncodeToString(sum[:]) + `"`
	s.buckets[bucket][key] = object{data, cmp.Or(kind, "binary/octet-stream"), etag, s.Now().UTC().Truncate(time.Second)}
	return etag
}

// part takes a part of an upload, its end or its being given up.
func (s *Server) part(w http.ResponseWriter, r *http.Request, bucket, key string) *fault {
	q := r.URL.Query()
	id := q.Get("uploadId")
	parts, ok := s.uploads[id]
	if !ok {
		return &fault{Code: "NoSuchUpload", Message: "The specified upload does not exist.", status: 404}
	}
	switch r.Method {
	case http.MethodPut:
		n, err := strconv.Atoi(q.Get("partNumber"))
		data, readErr := body(r)
		if err != nil || readErr != nil {
			return &fault{Code: "InvalidArgument", Message: "the part cannot be read", status: 400}
		}
		parts[n] = data
		sum := md5.Sum(data)
		w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	case http.MethodDelete:
		delete(s.uploads, id)
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPost:
		var whole []byte
		for _, n := range slices.Sorted(maps.Keys(parts)) {
			whole = append(whole, parts[n]...)
		}
		delete(s.uploads, id)
		return answer(w, struct {
			XMLName           xml.Name `xml:"CompleteMultipartUploadResult"`
			Bucket, Key, ETag string
		}{Bucket: bucket, Key: key, ETag: s.put(bucket, key, "", whole)})
	default:
		return &fault{Code: "NotImplemented", Message: r.Method + " of an upload is not simulated", status: 501}
	}
	return nil
}

// body is what was sent, out of its signed chunks if it came in some.
func body(r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(r.Body)
	if err != nil || !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return data, err
	}
	var out []byte
	rest := string(data)
	for {
		line, more, ok := strings.Cut(rest, "\r\n")
		length, _, _ := strings.Cut(line, ";")
		n, err := strconv.ParseUint(length, 16, 32)
		if !ok || err != nil || int(n) > len(more) {
			return nil, fmt.Errorf("a chunk is broken: %.40q", line)
		}
		if n == 0 {
			return out, nil
		}
		out = append(out, more[:n]...)
		rest = strings.TrimPrefix(more[n:], "\r\n")
	}
}

func (s *Server) list(w http.ResponseWriter, bucket, prefix, after string) *fault {
	objects, ok := s.buckets[bucket]
	if !ok {
		return &fault{Code: "NoSuchBucket", Message: "The specified bucket does not exist.", status: 404}
	}
	type entry struct {
		Key, LastModified, ETag string
		Size                    int
	}
	out := struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Name, Prefix          string
		KeyCount              int
		IsTruncated           bool
		NextContinuationToken string
		Contents              []entry
	}{Name: bucket, Prefix: prefix}
	for _, key := range slices.Sorted(maps.Keys(objects)) {
		if !strings.HasPrefix(key, prefix) || key <= after {
			continue
		}
		if len(out.Contents) == cmp.Or(s.Page, 1000) {
			out.IsTruncated, out.NextContinuationToken = true, out.Contents[len(out.Contents)-1].Key
			break
		}
		o := objects[key]
		out.Contents = append(out.Contents, entry{key, o.modified.Format("2006-01-02T15:04:05.000Z"), o.etag, len(o.data)})
	}
	out.KeyCount = len(out.Contents)
	return answer(w, out)
}

// RoundTripper answers requests to any host in process.
func (s *Server) RoundTripper() http.RoundTripper { return roundTripper{s} }

type roundTripper struct{ s *Server }

func (rt roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body == nil {
		r = r.Clone(r.Context())
		r.Body = http.NoBody
	}
	defer r.Body.Close()
	w := &recorder{header: http.Header{}}
	rt.s.ServeHTTP(w, r)
	status := cmp.Or(w.status, http.StatusOK)
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(bytes.NewReader(w.body.Bytes())), ContentLength: w.length(r.Method), Request: r,
	}, nil
}

// recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

// length is what the answer says of its body, which HEAD leaves out.
func (w *recorder) length(method string) int64 {
	if n, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64); err == nil && method == http.MethodHead {
		return n
	}
	return int64(w.body.Len())
}
