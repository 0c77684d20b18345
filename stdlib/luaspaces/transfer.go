package luaspaces

import (
	"cmp"
	"context"
	"io"
	"mime"
	"path"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// maxObject bounds what is kept in memory of an object.
const maxObject = 256 << 20

// inContext is a file that is read for as long as a context lasts.
type inContext struct {
	ctx context.Context
	src *kit.Source
}

func (r inContext) Read(b []byte) (int, error) { return r.src.ReadContext(r.ctx, b) }

func runPut(c *luabind.Call) error {
	s, bucket, key := c.Self().(*storage), c.Named("bucket").Text(), c.Named("key").Text()
	text, file := c.Named("data").Text(), c.Named("file").Text()
	contentType := cmp.Or(mime.TypeByExtension(path.Ext(key)), "application/octet-stream")
	if v := c.Named("content_type"); !v.IsNil() {
		contentType = v.Text()
	}
	if strings.IndexFunc(contentType, func(r rune) bool { return r < ' ' || r == 0x7f }) >= 0 {
		return luabind.ValueErrorf("put: 'content_type' must have no control characters in it, got %s", c.Named("content_type").Quote())
	}
	from := source{Reader: strings.NewReader(text), size: int64(len(text)), part: defaultPart}
	if v := c.Named("part_size"); !v.IsNil() {
		if from.part = v.Int(); from.part < minPart || from.part > maxPart {
			return luabind.ValueErrorf("put: 'part_size' must be from %d to %d, got %s", minPart, maxPart, v.Quote())
		}
	}
	files := c.Host().Files()
	if file != "" && files == nil {
		return luabind.Errorf(luabind.KindError, "put: 'file' needs the capability '%s', which this host does not grant", luabind.CapFS)
	}
	if err := s.effect(c); err != nil {
		return err
	}
	var etag string
	var size int64
	err := c.Change(func(ctx context.Context) (err error) {
		if file != "" {
			src, err := kit.OpenSource(ctx, files, file)
			if err != nil {
				return err
			}
			defer src.Close()
			if from.Reader, from.size = (inContext{ctx, src}), -1; src.Info.Mode().IsRegular() {
				from.size = src.Info.Size()
			}
		}
		if c.Named("part_size").IsNil() {
			from.part = max(from.part, (from.size+maxParts-1)/maxParts)
		}
		from.Reader = telling(c, from.Reader, from.size)
		etag, size, err = s.put(ctx, request{bucket: bucket, key: key, header: headers(contentType, c.Named("public").Truthy())}, from)
		return err
	})
	if err != nil {
		return s.failed(c, err, bucket, key)
	}
	t := c.NewTable(0, 3)
	t.Set("key", luabind.String(key))
	t.Set("size", c.Host().Int(size))
	t.Set("etag", luabind.String(etag))
	return c.Return(t.Value())
}

func runGet(c *luabind.Call) error {
	s, bucket, key, file := c.Self().(*storage), c.Named("bucket").Text(), c.Named("key").Text(), c.Named("to_file").Text()
	files := c.Host().Files()
	if file != "" && files == nil {
		return luabind.Errorf(luabind.KindError, "get: 'to_file' needs the capability '%s', which this host does not grant", luabind.CapFS)
	}
	if file != "" {
		if err := c.ChangesFile(file, c.Func().Called()+" to a file"); err != nil {
			return err
		}
	}
	var text strings.Builder
	err := c.Block(func(ctx context.Context) error {
		answer, err := s.open(ctx, request{method: "GET", bucket: bucket, key: key})
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		from := telling(c, answer.Body, answer.ContentLength)
		if file == "" {
			return keep(c, &text, from, answer.ContentLength)
		}
		r, err := kit.Replace(ctx, files, file, 0)
		if err != nil {
			return err
		}
		if _, err := io.Copy(r, from); err != nil {
			r.Abandon()
			return err
		}
		return r.Commit()
	})
	if err != nil {
		return s.failed(c, err, bucket, key)
	}
	if file != "" {
		return nil
	}
	return c.Return(luabind.String(text.String()))
}

// keep reads an object into memory; size is negative where it is not known.
func keep(c *luabind.Call, text *strings.Builder, from io.Reader, size int64) error {
	tooLarge := func(size int64) error {
		return luabind.Errorf(luabind.KindLimit, "get: the object has %d MB: use to_file", size>>20)
	}
	if size > maxObject {
		return tooLarge(size)
	}
	if size > 0 {
		c.Locked(func() { c.Charge(int(size)) })
		text.Grow(int(size))
	}
	n, err := io.Copy(text, io.LimitReader(from, maxObject+1))
	if n > maxObject {
		return tooLarge(n)
	}
	if size < 0 {
		c.Locked(func() { c.Charge(int(n)) })
	}
	return err
}
