package luaspaces

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

const (
	defaultPart = 16 << 20
	minPart     = 5 << 20 // S3 takes no smaller one but the last
	maxPart     = 5 << 30
	maxParts    = 10000
)

// source is what is put.
type source struct {
	io.Reader
	size int64 // unknown: negative
	part int64 // bytes of a part
}

// put stores an object, in parts if it is larger than one. Each part is kept in
// memory while it is sent, so that it can be sent again. It gives the object's
// ETag and size.
func (s *storage) put(ctx context.Context, r request, from source) (etag string, size int64, err error) {
	if from.size >= 0 {
		from.Reader = io.LimitReader(from.Reader, from.size) // a file may grow meanwhile
	}
	room := from.part
	if from.size >= 0 && from.size < room {
		room = from.size
	}
	r.method, r.body = "PUT", make([]byte, room)
	last, err := fill(from, &r.body)
	if err != nil {
		return "", 0, err
	}
	if size = int64(len(r.body)); last || size == from.size {
		if err := from.whole(size); err != nil {
			return "", 0, err
		}
		header, err := s.call(ctx, r, nil)
		return strings.Trim(header.Get("Etag"), `"`), size, err
	}
	return s.putParts(ctx, r, from)
}

// fill reads until a buffer is full, or cuts it where the source ends.
func fill(from io.Reader, buf *[]byte) (last bool, err error) {
	n, err := io.ReadFull(from, *buf)
	if *buf = (*buf)[:n]; err == io.EOF || err == io.ErrUnexpectedEOF {
		return true, nil
	}
	return false, err
}

// whole says whether a source of known size has ended too early.
func (from source) whole(size int64) error {
	if from.size >= 0 && size != from.size {
		return luabind.Errorf(luabind.KindIO, "put: the file has become shorter while it was read: %d bytes of %d", size, from.size)
	}
	return nil
}

// part is a part that is stored.
type part struct {
	PartNumber int
	ETag       string
}

// putParts stores an object in parts, of which r has the first one. What fails
// is given up, so that no parts are left that cost money.
func (s *storage) putParts(ctx context.Context, r request, from source) (etag string, size int64, err error) {
	begin := r
	begin.method, begin.body, begin.query = "POST", nil, url.Values{"uploads": {""}}
	var begun struct {
		UploadID string `xml:"UploadId"`
	}
	if _, err := s.call(ctx, begin, &begun); err != nil {
		return "", 0, err
	}
	id := begun.UploadID
	if id == "" {
		return "", 0, errors.New("the server gives no id for an upload in parts")
	}
	r.header = nil
	defer func() {
		if err != nil {
			s.abort(ctx, request{method: "DELETE", bucket: r.bucket, key: r.key, query: url.Values{"uploadId": {id}}})
		}
	}()
	var parts []part
	for last := false; ; {
		if len(parts) == maxParts {
			return "", 0, luabind.ValueErrorf("put: %d parts of %d bytes are not enough: give a larger 'part_size'", maxParts, from.part)
		}
		number := len(parts) + 1
		r.query = url.Values{"uploadId": {id}, "partNumber": {strconv.Itoa(number)}}
		header, err := s.call(ctx, r, nil)
		if err != nil {
			return "", 0, err
		}
		parts = append(parts, part{number, header.Get("Etag")})
		if size += int64(len(r.body)); last || size == from.size {
			break
		}
		if last, err = fill(from, &r.body); err != nil {
			return "", 0, err
		}
		if last && len(r.body) == 0 {
			break
		}
	}
	if err := from.whole(size); err != nil {
		return "", 0, err
	}
	etag, err = s.complete(ctx, r.bucket, r.key, id, parts)
	return etag, size, err
}

// complete makes an object of parts.
func (s *storage) complete(ctx context.Context, bucket, key, id string, parts []part) (string, error) {
	body, err := xml.Marshal(struct {
		XMLName xml.Name `xml:"CompleteMultipartUpload"`
		Parts   []part   `xml:"Part"`
	}{Parts: parts})
	if err != nil {
		return "", err
	}
	var done struct{ ETag string }
	_, err = s.call(ctx, request{method: "POST", bucket: bucket, key: key, query: url.Values{"uploadId": {id}}, body: body}, &done)
	var f *failure
	if errors.As(err, &f) && f.Code == "NoSuchUpload" {
		// It may have been made already, and the answer been lost.
		header, lost := s.call(ctx, request{method: "HEAD", bucket: bucket, key: key}, nil)
		if want := wholeETag(parts); lost == nil && strings.Trim(header.Get("Etag"), `"`) == want {
			return want, nil
		}
	}
	return strings.Trim(done.ETag, `"`), err
}

// wholeETag is the ETag of an object that is made of parts.
func wholeETag(parts []part) string {
	sum := md5.New()
	for _, p := range parts {
		one, err := hex.DecodeString(strings.Trim(p.ETag, `"`))
		if err != nil {
			return ""
		}
		sum.Write(one)
	}
	return fmt.Sprintf("%x-%d", sum.Sum(nil), len(parts))
}

// abort gives an upload up. When the run has ended, nobody waits for it.
func (s *storage) abort(ctx context.Context, r request) {
	giveUp := func() {
		// What is left of it is cleared away by the bucket's rules.
		_, _ = s.call(context.WithoutCancel(ctx), r, nil)
	}
	if ctx.Err() != nil {
		go giveUp()
		return
	}
	giveUp()
}

// headers are those that an object is stored with.
func headers(contentType string, public bool) http.Header {
	h := http.Header{"Content-Type": {contentType}}
	if public {
		h.Set("X-Amz-Acl", "public-read")
	}
	return h
}
