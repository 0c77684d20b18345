package spaces

import (
	"cmp"
	"encoding/hex"
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// listing is what a list is asked for.
type listing struct {
	prefix, delimiter, after string
	most                     int
	encoded                  bool
}

func (s *Server) listing(c *call, after string) (listing, *fault) {
	q := c.query
	l := listing{prefix: q.Get("prefix"), delimiter: q.Get("delimiter"), after: after, most: cmp.Or(s.Page, 1000), encoded: q.Get("encoding-type") == "url"}
	if text := q.Get("max-keys"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return l, refuse(400, "InvalidArgument", "max-keys is not a number")
		}
		l.most = min(l.most, n)
	}
	return l, nil
}

// name writes a key as the caller wants it.
func (l *listing) name(key string) string {
	if !l.encoded {
		return key
	}
	return strings.NewReplacer("+", "%20", "%2F", "/").Replace(url.QueryEscape(key))
}

// group returns what stands for all keys that go on in the same way up to the
// delimiter; "" for a key that stands for itself.
func (l *listing) group(key string) string {
	if l.delimiter == "" {
		return ""
	}
	if i := strings.Index(key[len(l.prefix):], l.delimiter); i >= 0 {
		return key[:len(l.prefix)+i+len(l.delimiter)]
	}
	return ""
}

// walk calls each for the keys of the list in their order, and group for those
// that stand for many, up to the most. It returns the last of both, and whether
// there are more. each tells how many entries a key has, and reports false when
// there is no room for another one.
func (l *listing) walk(keys []string, each func(key string) int, group func(prefix string)) (last string, more bool) {
	n := 0
	for _, key := range keys {
		g := ""
		if strings.HasPrefix(key, l.prefix) {
			g = l.group(key)
		}
		switch {
		case !strings.HasPrefix(key, l.prefix), key <= l.after, g != "" && (g == last || g <= l.after):
			continue
		case n >= l.most:
			return last, true
		case g != "":
			group(g)
			last = g
			n++
		default:
			if count := each(key); count > 0 {
				n += count
				last = key
			}
		}
	}
	return last, false
}

type entry struct {
	Key, LastModified, ETag string
	Size                    int
	StorageClass            string
	Owner                   *owner `xml:",omitempty"`
}

type prefixed struct{ Prefix string }

// list is ListObjects in both its versions.
func (s *Server) list(c *call, b *bucket) *fault {
	q := c.query
	second := q.Get("list-type") == "2"
	after := q.Get("marker")
	if second {
		token, err := hex.DecodeString(q.Get("continuation-token"))
		if err != nil {
			return refuse(400, "InvalidArgument", "The continuation token provided is incorrect")
		}
		after = cmp.Or(string(token), q.Get("start-after"))
	}
	l, f := s.listing(c, after)
	if f != nil {
		return f
	}
	out := struct {
		XMLName               xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
		Name, Prefix          string
		Marker                *string `xml:",omitempty"`
		StartAfter            string  `xml:",omitempty"`
		ContinuationToken     string  `xml:",omitempty"`
		Delimiter             string  `xml:",omitempty"`
		MaxKeys               int
		EncodingType          string `xml:",omitempty"`
		KeyCount              *int   `xml:",omitempty"`
		IsTruncated           bool
		NextMarker            string `xml:",omitempty"`
		NextContinuationToken string `xml:",omitempty"`
		Contents              []entry
		CommonPrefixes        []prefixed
	}{Name: c.bucket, Prefix: l.name(l.prefix), Delimiter: l.name(l.delimiter), MaxKeys: l.most, EncodingType: q.Get("encoding-type")}
	last, more := l.walk(slices.Sorted(maps.Keys(b.objects)), func(key string) int {
		v := b.version(key, "")
		if v == nil {
			return 0
		}
		e := entry{l.name(key), stamp(v.modified), v.etag, len(v.data), "STANDARD", nil}
		if !second || q.Get("fetch-owner") == "true" {
			e.Owner = &everybodysOwner
		}
		out.Contents = append(out.Contents, e)
		return 1
	}, func(prefix string) {
		if b.shows(prefix) {
			out.CommonPrefixes = append(out.CommonPrefixes, prefixed{l.name(prefix)})
		}
	})
	out.IsTruncated = more
	count := len(out.Contents) + len(out.CommonPrefixes)
	switch {
	case second:
		out.KeyCount, out.StartAfter, out.ContinuationToken = &count, l.name(q.Get("start-after")), q.Get("continuation-token")
		if more {
			out.NextContinuationToken = hex.EncodeToString([]byte(last)) // keys may hold what XML cannot
		}
	default:
		marker := l.name(after)
		if out.Marker = &marker; more {
			out.NextMarker = l.name(last)
		}
	}
	return c.answer(out)
}

// shows reports whether anything below a prefix is not deleted.
func (b *bucket) shows(prefix string) bool {
	if b.versioning == "" {
		return true
	}
	for key := range b.objects {
		if strings.HasPrefix(key, prefix) && b.version(key, "") != nil {
			return true
		}
	}
	return false
}

// listVersions lists all versions of all objects, the newest of each first. A page
// ends between two keys.
func (s *Server) listVersions(c *call, b *bucket) *fault {
	l, f := s.listing(c, c.query.Get("key-marker"))
	if f != nil {
		return f
	}
	type shown struct {
		XMLName        xml.Name
		Key, VersionId string
		IsLatest       bool
		LastModified   string
		ETag           string `xml:",omitempty"`
		Size           *int   `xml:",omitempty"`
		StorageClass   string `xml:",omitempty"`
		Owner          owner
	}
	out := struct {
		XMLName        xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListVersionsResult"`
		Name, Prefix   string
		KeyMarker      string
		Delimiter      string `xml:",omitempty"`
		MaxKeys        int
		EncodingType   string `xml:",omitempty"`
		IsTruncated    bool
		NextKeyMarker  string `xml:",omitempty"`
		Versions       []shown
		CommonPrefixes []prefixed
	}{Name: c.bucket, Prefix: l.name(l.prefix), KeyMarker: l.name(l.after), Delimiter: l.name(l.delimiter), MaxKeys: l.most, EncodingType: c.query.Get("encoding-type")}
	last, more := l.walk(slices.Sorted(maps.Keys(b.objects)), func(key string) int {
		all := b.objects[key]
		for i, v := range slices.Backward(all) {
			e := shown{XMLName: xml.Name{Local: "Version"}, Key: l.name(key), VersionId: v.id, IsLatest: i == len(all)-1, LastModified: stamp(v.modified), Owner: everybodysOwner}
			if v.marker {
				e.XMLName.Local = "DeleteMarker"
			} else {
				size := len(v.data)
				e.ETag, e.Size, e.StorageClass = v.etag, &size, "STANDARD"
			}
			out.Versions = append(out.Versions, e)
		}
		return len(all)
	}, func(prefix string) { out.CommonPrefixes = append(out.CommonPrefixes, prefixed{l.name(prefix)}) })
	if out.IsTruncated = more; more {
		out.NextKeyMarker = l.name(last)
	}
	return c.answer(out)
}
