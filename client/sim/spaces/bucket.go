package spaces

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// bucket is what a bucket holds.
type bucket struct {
	region     string
	made       time.Time
	acl        acl
	versioning string                // "", "Enabled" or "Suspended"
	settings   map[string][]byte     // as they were put, by the name of the query parameter
	objects    map[string][]*version // the oldest version first
}

var settingsOnce lazy.Value[map[string]*fault]

// settings are those of a bucket that are kept as they are sent, with what is said
// of one that is not there.
func settings() map[string]*fault {
	return settingsOnce.Get(func() map[string]*fault {
		return map[string]*fault{
			"cors":      refuse(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
			"lifecycle": refuse(404, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
			"policy":    refuse(404, "NoSuchBucketPolicy", "The bucket policy does not exist"),
			"tagging":   refuse(404, "NoSuchTagSet", "The TagSet does not exist"),
			"website":   refuse(404, "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
			"logging":   nil, // an empty one
		}
	})
}

var othersOnce lazy.Value[map[string]*fault]

// others are settings that clients ask for and Spaces does not have.
func others() map[string]*fault {
	return othersOnce.Get(func() map[string]*fault {
		return map[string]*fault{
			"encryption":        refuse(404, "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found"),
			"replication":       refuse(404, "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
			"object-lock":       refuse(404, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
			"publicAccessBlock": refuse(404, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
			"ownershipControls": refuse(404, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
		}
	})
}

func (s *Server) listBuckets(c *call) *fault {
	type entry struct{ Name, CreationDate string }
	out := struct {
		XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListAllMyBucketsResult"`
		Owner   owner
		Buckets []entry `xml:"Buckets>Bucket"`
	}{Owner: everybodysOwner}
	for _, name := range slices.Sorted(maps.Keys(s.buckets)) {
		if b := s.buckets[name]; c.region == "" || b.region == c.region {
			out.Buckets = append(out.Buckets, entry{name, stamp(b.made)})
		}
	}
	return c.answer(out)
}

// validName says what is wrong with the name of a bucket.
func validName(name string) *fault {
	ok := len(name) >= 3 && len(name) <= 63
	for i, r := range name {
		letter := 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
		ok = ok && (letter || (r == '-' || r == '.') && i > 0 && i < len(name)-1)
	}
	if !ok {
		return refuse(400, "InvalidBucketName", "The specified bucket is not valid: it has 3 to 63 lower-case letters, digits and dashes")
	}
	return nil
}

// make makes a bucket where the request says, or the host.
func (s *Server) make(c *call) (*bucket, *fault) {
	if f := validName(c.bucket); f != nil {
		return nil, f
	}
	b := &bucket{region: c.region, made: s.Now().UTC().Truncate(time.Second), acl: canned(c), settings: map[string][]byte{}, objects: map[string][]*version{}}
	s.buckets[c.bucket] = b
	return b, nil
}

func (s *Server) create(c *call) *fault {
	if s.buckets[c.bucket] != nil {
		return refuse(409, "BucketAlreadyExists", "The requested bucket name is not available.")
	}
	text, err := body(c.Request)
	var wanted struct{ LocationConstraint string }
	if err != nil || len(bytes.TrimSpace(text)) > 0 && xml.Unmarshal(text, &wanted) != nil {
		return errXML
	}
	b, f := s.make(c)
	if f != nil {
		return f
	}
	b.region = cmp.Or(wanted.LocationConstraint, b.region, "nyc3")
	c.w.Header().Set("Location", "/"+c.bucket)
	return nil
}

func (s *Server) serveBucket(c *call) *fault {
	b := s.buckets[c.bucket]
	if b == nil && c.Method == http.MethodPut && len(c.query) == 0 {
		return s.create(c)
	}
	if b == nil {
		return errNoBucket
	}
	for name, missing := range settings() {
		if c.query.Has(name) {
			return b.setting(c, name, missing)
		}
	}
	for name, missing := range others() {
		if c.query.Has(name) && c.Method == http.MethodGet {
			return missing
		}
	}
	q := c.query
	switch {
	case q.Has("acl"):
		return b.acl.serve(c)
	case q.Has("versioning"):
		return b.serveVersioning(c)
	case q.Has("location") && c.Method == http.MethodGet:
		return c.answer(struct {
			XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ LocationConstraint"`
			Region  string   `xml:",chardata"`
		}{Region: b.region})
	case q.Has("uploads") && c.Method == http.MethodGet:
		return s.listUploads(c)
	case q.Has("versions") && c.Method == http.MethodGet:
		return s.listVersions(c, b)
	case q.Has("delete") && c.Method == http.MethodPost:
		return s.deleteMany(c, b)
	case c.Method == http.MethodHead:
		c.w.Header().Set("X-Amz-Bucket-Region", b.region)
		return nil
	case c.Method == http.MethodGet:
		return s.list(c, b)
	case c.Method == http.MethodPut && len(q) == 0:
		return s.create(c)
	case c.Method == http.MethodDelete && len(q) == 0:
		if len(b.objects) > 0 {
			return refuse(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
		}
		delete(s.buckets, c.bucket)
		maps.DeleteFunc(s.uploads, func(_ string, u *upload) bool { return u.bucket == c.bucket })
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return notSimulated(strings.TrimSuffix(c.Method+" of a bucket with ?"+c.URL.RawQuery, " with ?"))
}

// setting gives, takes or forgets one of a bucket's settings.
func (b *bucket) setting(c *call, name string, missing *fault) *fault {
	switch c.Method {
	case http.MethodGet:
		text := b.settings[name]
		if text == nil && missing != nil {
			return missing
		}
		if text == nil {
			text = []byte(`<BucketLoggingStatus xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>`)
		}
		kind := "application/xml"
		if name == "policy" {
			kind = "application/json"
		}
		c.w.Header().Set("Content-Type", kind)
		c.w.Write(text)
		return nil
	case http.MethodPut:
		text, err := body(c.Request)
		if err != nil || name != "policy" && wellFormed(text) != nil {
			return errXML
		}
		b.settings[name] = text
		if name == "policy" || name == "tagging" {
			c.w.WriteHeader(http.StatusNoContent)
		}
		return nil
	case http.MethodDelete:
		delete(b.settings, name)
		c.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return notSimulated(c.Method + " of ?" + name)
}

func wellFormed(text []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := dec.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

type versioning struct {
	XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ VersioningConfiguration"`
	Status  string   `xml:",omitempty"`
}

func (b *bucket) serveVersioning(c *call) *fault {
	switch c.Method {
	case http.MethodGet:
		return c.answer(versioning{Status: b.versioning})
	case http.MethodPut:
		text, err := body(c.Request)
		var wanted struct{ Status string }
		if err != nil || xml.Unmarshal(text, &wanted) != nil || wanted.Status != "Enabled" && wanted.Status != "Suspended" {
			return errXML
		}
		b.versioning = wanted.Status
		return nil
	}
	return notSimulated(c.Method + " of ?versioning")
}
