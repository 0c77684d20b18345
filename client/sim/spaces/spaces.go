// Package spaces simulates object storage that speaks S3: buckets with their
// settings, objects with versions, lists in pages, uploads in parts. It is there
// for scripts under --sim, and over HTTP for any other client. No signature is
// checked, but a request without one sees only what is public, and one that has
// expired is refused. Settings of a bucket (CORS, lifecycle, logging, policy) are
// kept and have no effect.
package spaces

import (
	"encoding/xml"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is storage in memory. A request names its bucket in the path,
// /BUCKET/KEY, or by its host, BUCKET.REGION.digitaloceanspaces.com. It is safe
// for concurrent use.
type Server struct {
	// Now gives the time of changes.
	Now func() time.Time
	// Page is how many objects a list has at most; 0: 1000.
	Page int
	// Explicit has buckets exist only when they have been made. Otherwise they are
	// made when something is put into them.
	Explicit bool

	mu      sync.Mutex
	buckets map[string]*bucket
	uploads map[string]*upload
	serial  int
}

// Reset forgets everything.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets, s.uploads, s.serial = nil, nil, 0
}

// call is a request with what it names.
type call struct {
	*http.Request
	w      http.ResponseWriter
	query  url.Values
	bucket string
	key    string
	region string
	signed bool
}

// fault is an answer that refuses.
type fault struct {
	XMLName  xml.Name `xml:"Error"`
	Code     string
	Message  string
	Resource string `xml:",omitempty"`
	status   int
}

func refuse(status int, code, message string) *fault {
	return &fault{Code: code, Message: message, status: status}
}

// The refusals of S3 that clients know.
var (
	errDenied   = refuse(403, "AccessDenied", "Access Denied")
	errExpired  = refuse(403, "AccessDenied", "Request has expired")
	errNoBucket = refuse(404, "NoSuchBucket", "The specified bucket does not exist.")
	errNoKey    = refuse(404, "NoSuchKey", "The specified key does not exist.")
	errNoUpload = refuse(404, "NoSuchUpload", "The specified upload does not exist.")
	errXML      = refuse(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema.")
)

func notSimulated(what string) *fault {
	return refuse(501, "NotImplemented", what+" is not simulated")
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buckets == nil {
		s.buckets, s.uploads = map[string]*bucket{}, map[string]*upload{}
	}
	s.serial++
	w.Header().Set("X-Amz-Request-Id", "tx"+strconv.Itoa(s.serial))
	w.Header().Set("Date", s.Now().UTC().Format(http.TimeFormat))
	c := &call{w: w, Request: r, query: r.URL.Query()}
	c.bucket, c.key, c.region = target(r)
	f := s.admit(c)
	if f == nil {
		f = s.serve(c)
	}
	if f == nil {
		return
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(f.status)
	if r.Method != http.MethodHead {
		told := *f
		told.Resource = r.URL.Path
		writeXML(w, told)
	}
}

// Domain is that of the real service; what stands before it is a region, or a
// bucket and a region.
const Domain = "digitaloceanspaces.com"

// target reads what a request is about out of its host and path.
func target(r *http.Request) (bucket, key, region string) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	path := strings.TrimPrefix(r.URL.Path, "/")
	if rest, ok := strings.CutSuffix(host, "."+Domain); ok {
		i := strings.LastIndexByte(rest, '.')
		if region = rest[i+1:]; i >= 0 {
			return strings.TrimSuffix(rest[:i], ".cdn"), path, region
		}
	}
	bucket, key, _ = strings.Cut(path, "/")
	return bucket, key, region
}

// admit looks at who asks: whether the request is signed and still good, or for
// what everybody may see.
func (s *Server) admit(c *call) *fault {
	c.signed = c.Header.Get("Authorization") != "" || c.query.Has("X-Amz-Signature") || c.query.Has("Signature")
	if text := c.query.Get("X-Amz-Expires"); text != "" {
		signed, err := time.Parse("20060102T150405Z", c.query.Get("X-Amz-Date"))
		seconds, err2 := strconv.ParseInt(text, 10, 32)
		if err != nil || err2 != nil {
			return refuse(400, "AuthorizationQueryParametersError", "X-Amz-Date and X-Amz-Expires are not a time and seconds")
		}
		if s.Now().After(signed.Add(time.Duration(seconds) * time.Second)) {
			return errExpired
		}
	}
	if c.signed {
		return nil
	}
	b := s.buckets[c.bucket]
	if b == nil || c.Method != http.MethodGet && c.Method != http.MethodHead {
		return errDenied
	}
	if c.key == "" && b.acl.public() && len(c.query) == 0 {
		return nil
	}
	if v := b.version(c.key, c.query.Get("versionId")); c.key != "" && v != nil && v.acl.public() {
		return nil
	}
	return errDenied
}

func (s *Server) serve(c *call) *fault {
	switch {
	case c.bucket == "":
		if c.Method != http.MethodGet {
			return notSimulated(c.Method + " of the service")
		}
		return s.listBuckets(c)
	case c.key == "":
		return s.serveBucket(c)
	case c.query.Has("uploads"), c.query.Has("uploadId"):
		return s.serveUpload(c)
	}
	return s.serveObject(c)
}

// answer writes a document of S3.
func (c *call) answer(v any) *fault {
	c.w.Header().Set("Content-Type", "application/xml")
	writeXML(c.w, v)
	return nil
}

func writeXML(w http.ResponseWriter, v any) {
	if _, err := w.Write([]byte(xml.Header)); err == nil {
		xml.NewEncoder(w).Encode(v)
	}
}

// stamp is a time as S3 writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// owner is whom everything belongs to.
type owner struct{ ID, DisplayName string }

var everybodysOwner = owner{"12345678", "12345678"}
