package luaspaces

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// buckets is the answer of
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
type buckets struct {
	Buckets []struct {
		Name         string
		CreationDate time.Time
	} `xml:"Buckets>Bucket"`
}

// bucketListing is the iterator that list_buckets gives.
type bucketListing struct {
	s     *storage
	all   buckets
	asked bool
}

func runListBuckets(c *luabind.Call) error {
	return c.Return(c.Iterate(&bucketListing{s: c.Self().(*storage)}))
}

// Next gives the next bucket.
func (l *bucketListing) Next(c *luabind.Call) (luabind.Value, error) {
	if !l.asked {
		err := c.Block(func(ctx context.Context) error {
			_, err := l.s.call(ctx, request{method: http.MethodGet}, &l.all)
			return err
		})
		if err != nil {
			return luabind.Nil, l.s.failed(c, err, "", "")
		}
		l.asked = true
	}
	if len(l.all.Buckets) == 0 {
		return luabind.Nil, nil
	}
	b := l.all.Buckets[0]
	l.all.Buckets = l.all.Buckets[1:]
	t := c.NewTable(0, 2)
	t.Set("name", luabind.String(b.Name))
	t.Set("created_at", c.Host().Time(b.CreationDate.UTC()))
	return t.Value(), nil
}

func runCreateBucket(c *luabind.Call) error {
	r := request{method: http.MethodPut, bucket: c.Named("bucket").Text()}
	if c.Named("public").Truthy() {
		r.header = http.Header{"X-Amz-Acl": {"public-read"}}
	}
	return c.Self().(*storage).changeBucket(c, r)
}

func runDeleteBucket(c *luabind.Call) error {
	return c.Self().(*storage).changeBucket(c, request{method: http.MethodDelete, bucket: c.Named("bucket").Text()})
}

// changeBucket makes or removes a bucket. An attempt whose answer did not come
// may have done it: the next one is refused then, and all is well.
func (s *storage) changeBucket(c *luabind.Call, r request) error {
	if err := s.effect(c); err != nil {
		return err
	}
	err := c.Change(func(ctx context.Context) error {
		again := false
		return s.retry(ctx, func() error {
			err := s.sendBare(ctx, r)
			var f *failure
			switch {
			case !again || !errors.As(err, &f):
			case r.method == http.MethodDelete && f.status == http.StatusNotFound:
				err = nil
			case r.method == http.MethodPut && f.status == http.StatusConflict:
				// Names are everybody's: it is ours if these keys may look at it.
				if s.sendBare(ctx, request{method: http.MethodHead, bucket: r.bucket}) == nil {
					err = nil
				}
			}
			again = true
			return err
		})
	})
	return s.failed(c, err, r.bucket, "")
}

// sendBare sends a request once whose answer says nothing but that it succeeded.
func (s *storage) sendBare(ctx context.Context, r request) error {
	answer, err := s.send(ctx, r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(answer.Body, maxDocument))
	return err
}
