package kit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/doapi-lua/doapi/luabind"
)

// ChunkSize is how much is read or copied between two looks at the context.
const ChunkSize = 256 << 10

// Blocking runs f without the Host's lock, unless the task was stopped.
func Blocking[T any](c *luabind.Call, f func() (T, error)) (out T, err error) {
	err = c.Block(func(context.Context) (err error) { out, err = f(); return err })
	return out, err
}

// Block is [Blocking] for what has no result.
func Block(c *luabind.Call, f func() error) error {
	return c.Block(func(context.Context) error { return f() })
}

// IOError makes the error that a function raises for files: function, path and
// cause.
func IOError(function string, err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	where, file, cause := "", "", error(nil)
	switch {
	case errors.As(err, &le):
		where, file, cause = le.Old+" to "+le.New, le.Old, le.Err
	case errors.As(err, &pe):
		where, file, cause = pe.Path, pe.Path, pe.Err
	default:
		return err
	}
	const most = 300
	if where == "" {
		where = `""`
	} else if len(where) > most {
		where = strings.ToValidUTF8(where[:most], "") + "..."
	}
	return &luabind.ScriptError{
		Kind: luabind.KindIO, Err: err,
		Message: function + ": " + where + ": " + cause.Error(),
		Fields:  map[string]luabind.Value{"path": luabind.String(file)},
	}
}

// NotFolder says whether a name failed because a part of it is no folder.
func NotFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// Source is a file to read. What may block for ever, such as a pipe, is read
// on a goroutine of its own, so that a cancelled task need not wait for it.
type Source struct {
	fs.File
	Info  fs.FileInfo
	block bool
}

// OpenSource opens a file to read.
func OpenSource(ctx context.Context, files luabind.Files, name string) (*Source, error) {
	info, err := files.Stat(name)
	if err != nil {
		return nil, err
	}
	s := &Source{Info: info, block: !info.Mode().IsRegular() && !info.IsDir()}
	open := func() (fs.File, error) { return files.OpenFile(name, os.O_RDONLY, 0) }
	if !s.block {
		s.File, err = open()
		return s, err
	}
	s.File, err = luabind.Apart(ctx, open, func(f fs.File) { f.Close() })
	return s, err
}

// OpenBlocking is [OpenSource] without the Host's lock.
func OpenBlocking(c *luabind.Call, files luabind.Files, name string) (src *Source, err error) {
	err = c.Block(func(ctx context.Context) (err error) { src, err = OpenSource(ctx, files, name); return err })
	if err != nil && src != nil && src.File != nil {
		src.Close()
	}
	return src, err
}

// ReadContext reads what comes next, for as long as ctx lasts.
func (s *Source) ReadContext(ctx context.Context, buf []byte) (int, error) {
	if err := context.Cause(ctx); err != nil {
		return 0, err
	}
	if !s.block {
		return s.Read(buf)
	}
	return luabind.Apart(ctx, func() (int, error) { return s.Read(buf) }, func(int) { s.Close() })
}

// ReadFile gives all that a file holds. A file that is larger than the Host's
// memory limit is refused before it is read, others are charged as they are.
func ReadFile(c *luabind.Call, name string) (string, error) {
	return ReadFileUpTo(c, name, 1<<50)
}

// ReadFileUpTo is [ReadFile] for a file that is no larger than so many bytes.
func ReadFileUpTo(c *luabind.Call, name string, most int64) (string, error) {
	files := c.Host().Files()
	if files == nil {
		return "", luabind.Errorf(luabind.KindError, "%s: files need the capability '%s', which this host does not grant", c.Func().Name, luabind.CapFS)
	}
	src, err := OpenBlocking(c, files, name)
	if err != nil {
		return "", err
	}
	defer src.Close()
	b := Buffer{C: c}
	tooLarge := &fs.PathError{Op: "read", Path: name, Err: fmt.Errorf("is larger than %d MB", most>>20)}
	if size := src.Info.Size(); src.Info.Mode().IsRegular() {
		if size > most {
			return "", tooLarge
		}
		c.Charge(int(size))
		b.Grow(int(min(size, 1<<30)))
	}
	buf := make([]byte, ChunkSize)
	for {
		var n int
		err := c.Block(func(ctx context.Context) (err error) { n, err = src.ReadContext(ctx, buf); return err })
		b.Write(buf[:n])
		if int64(b.Len()) > most {
			return "", tooLarge
		}
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
	}
}
