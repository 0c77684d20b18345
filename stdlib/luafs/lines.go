package luafs

import (
	"bytes"
	"context"
	"io"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// lineReader is the iterator that fs.lines gives.
type lineReader struct {
	src  *kit.Source
	buf  []byte // read and not yet given
	done bool
}

func runFileLines(c *luabind.Call) error {
	files, name := c.Host().Files(), c.Named("path").Text()
	src, err := kit.OpenBlocking(c, files, name)
	if err != nil {
		return err
	}
	return c.Return(c.Iterate(&lineReader{src: src}))
}

// Next gives the next line.
func (l *lineReader) Next(c *luabind.Call) (luabind.Value, error) {
	v, err := l.next(c)
	return v, kit.IOError("lines", err)
}

func (l *lineReader) next(c *luabind.Call) (luabind.Value, error) {
	g, seen := kit.NewGrowth(c), 0
	for {
		if i := bytes.IndexByte(l.buf[seen:], '\n'); i >= 0 {
			line := l.buf[:seen+i]
			l.buf = l.buf[seen+i+1:]
			return luabind.String(string(bytes.TrimSuffix(line, []byte("\r")))), nil
		}
		if l.done {
			if len(l.buf) == 0 {
				return luabind.Nil, nil
			}
			line := string(l.buf)
			l.buf = nil
			return luabind.String(line), nil
		}
		seen = len(l.buf)
		chunk := make([]byte, kit.ChunkSize/4)
		var n int
		err := c.Block(func(ctx context.Context) (err error) { n, err = l.src.ReadContext(ctx, chunk); return err })
		g.Add(n)
		l.buf = append(l.buf[:seen:seen], chunk[:n]...)
		if err == io.EOF {
			l.done = true
		} else if err != nil {
			return luabind.Nil, err
		}
	}
}

// Close lets go of the file.
func (l *lineReader) Close() {
	l.done, l.buf = true, nil
	l.src.Close()
}
