package luaspaces

import (
	"context"
	"io"
	"strings"

	"github.com/minio/minio-go/v7"

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
	options := minio.PutObjectOptions{ContentType: "application/octet-stream"}
	if v := c.Named("content_type"); !v.IsNil() {
		options.ContentType = v.Text()
	}
	if c.Named("public").Truthy() {
		options.UserMetadata = map[string]string{"x-amz-acl": "public-read"}
	}
	if v := c.Named("part_size"); !v.IsNil() {
		if v.Int() < 5<<20 {
			return luabind.ValueErrorf("put: 'part_size' must be 5242880 or more, got %s", v.Quote())
		}
		options.PartSize = uint64(v.Int())
	}
	files := c.Host().Files()
	if file != "" && files == nil {
		return luabind.Errorf(luabind.KindError, "put: 'file' needs the capability '%s', which this host does not grant", luabind.CapFS)
	}
	var info minio.UploadInfo
	err := c.Change(func(ctx context.Context) error {
		var from io.Reader = strings.NewReader(text)
		size := int64(len(text))
		if file != "" {
			src, err := kit.OpenSource(ctx, files, file)
			if err != nil {
				return err
			}
			defer src.Close()
			from, size = inContext{ctx, src}, src.Info.Size()
		}
		var err error
		info, err = s.client.PutObject(ctx, bucket, key, telling(c, from, size), size, options)
		return err
	})
	if err != nil {
		return s.failed(c, err)
	}
	t := c.NewTable(0, 3)
	t.Set("key", luabind.String(info.Key))
	t.Set("size", c.Host().Int(info.Size))
	t.Set("etag", luabind.String(info.ETag))
	return c.Return(t.Value())
}

func runGet(c *luabind.Call) error {
	s, bucket, key, file := c.Self().(*storage), c.Named("bucket").Text(), c.Named("key").Text(), c.Named("to_file").Text()
	files := c.Host().Files()
	if file != "" && files == nil {
		return luabind.Errorf(luabind.KindError, "get: 'to_file' needs the capability '%s', which this host does not grant", luabind.CapFS)
	}
	var text strings.Builder
	err := c.Block(func(ctx context.Context) error {
		o, err := s.client.GetObject(ctx, bucket, key, minio.GetObjectOptions{})
		if err != nil {
			return err
		}
		defer o.Close()
		info, err := o.Stat()
		if err != nil {
			return err
		}
		from := telling(c, o, info.Size)
		if file == "" {
			if info.Size > maxObject {
				return luabind.Errorf(luabind.KindLimit, "get: the object has %d MB: use to_file", info.Size>>20)
			}
			c.Locked(func() { c.Charge(int(info.Size)) })
			text.Grow(int(info.Size))
			_, err = io.Copy(&text, from)
			return err
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
		return s.failed(c, err)
	}
	if file != "" {
		return nil
	}
	return c.Return(luabind.String(text.String()))
}
