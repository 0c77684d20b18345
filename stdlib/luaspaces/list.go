package luaspaces

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// object is an element of a list.
type object struct {
	Key          string
	Size         int64
	ETag         string
	LastModified time.Time
}

// page is an answer of
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
type page struct {
	EncodingType          string
	IsTruncated           bool
	NextContinuationToken string
	Contents              []object
}

// listing is the iterator that list gives: it asks for a page when it is wanted.
type listing struct {
	s              *storage
	bucket, prefix string
	have           []object // that came and are not given yet
	after          string   // what the next page is asked for with
	ended          bool
}

func runList(c *luabind.Call) error {
	return c.Return(c.Iterate(&listing{s: c.Self().(*storage), bucket: c.Named("bucket").Text(), prefix: c.Named("prefix").Text()}))
}

// Next gives the next object.
func (l *listing) Next(c *luabind.Call) (luabind.Value, error) {
	for len(l.have) == 0 {
		if l.ended {
			return luabind.Nil, nil
		}
		if err := c.Block(l.load); err != nil {
			return luabind.Nil, l.s.failed(c, err, l.bucket, "")
		}
	}
	o := l.have[0]
	l.have = l.have[1:]
	t := c.NewTable(0, 4)
	t.Set("key", luabind.String(o.Key))
	t.Set("size", c.Host().Int(o.Size))
	t.Set("modified", c.Host().Time(o.LastModified.UTC()))
	t.Set("etag", luabind.String(strings.Trim(o.ETag, `"`)))
	return t.Value(), nil
}

// load asks for the next page.
func (l *listing) load(ctx context.Context) error {
	// Keys may have characters in them that XML has not.
	query := url.Values{"list-type": {"2"}, "encoding-type": {"url"}}
	if l.prefix != "" {
		query.Set("prefix", l.prefix)
	}
	if l.after != "" {
		query.Set("continuation-token", l.after)
	}
	var p page
	if _, err := l.s.call(ctx, request{method: "GET", bucket: l.bucket, query: query}, &p); err != nil {
		return err
	}
	for i := range p.Contents {
		if p.EncodingType != "url" {
			break
		}
		key, err := url.QueryUnescape(p.Contents[i].Key)
		if err != nil {
			return err
		}
		p.Contents[i].Key = key
	}
	if p.IsTruncated && (p.NextContinuationToken == "" || p.NextContinuationToken == l.after) {
		return errors.New("the server says that there are more objects, and not how to go on")
	}
	l.have, l.after, l.ended = p.Contents, p.NextContinuationToken, !p.IsTruncated
	return nil
}
