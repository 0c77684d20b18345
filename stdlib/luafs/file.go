package luafs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// withIOErrors makes the functions raise errors of [kit.IOError].
func withIOErrors(funcs []luabind.Func) []luabind.Func {
	for i := range funcs {
		run := funcs[i].Run
		funcs[i].Run = func(c *luabind.Call) error { return kit.IOError(c.Func().Name, run(c)) }
	}
	return funcs
}

func runWrite(c *luabind.Call) error {
	files, name, data := c.Host().Files(), c.Named("path").Text(), c.Named("data").Text()
	mkdir, mode := c.Named("mkdir").Truthy(), modeOf(c.Named("mode"), 0)
	return c.Block(func(ctx context.Context) error {
		if err := folderOf(files, name, mkdir); err != nil {
			return err
		}
		r, err := kit.Replace(ctx, files, name, mode)
		if err != nil {
			return withoutFolder(name, mkdir, err)
		}
		if _, err := io.WriteString(r, data); err != nil {
			r.Abandon()
			return err
		}
		return r.Commit()
	})
}

// folderOf makes the folder of a file if that is wanted.
func folderOf(files luabind.Files, name string, wanted bool) error {
	if !wanted {
		return nil
	}
	return files.MkdirAll(path.Dir(name), 0o755)
}

// withoutFolder says what helps where the folder of a new file is missing.
func withoutFolder(name string, mkdir bool, err error) error {
	if mkdir || name == "" || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("%w: {mkdir = true} makes its folder", syscall.ENOENT)}
}

func runAppend(c *luabind.Call) error {
	files, name, data := c.Host().Files(), c.Named("path").Text(), c.Named("data").Text()
	mkdir, mode := c.Named("mkdir").Truthy(), modeOf(c.Named("mode"), 0o644)
	return c.Block(func(ctx context.Context) error {
		if err := folderOf(files, name, mkdir); err != nil {
			return err
		}
		f, err := kit.OpenTarget(ctx, files, name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, mode)
		if err != nil {
			return withoutFolder(name, mkdir, err)
		}
		_, err = io.WriteString(f, data)
		return errors.Join(err, f.Close())
	})
}
