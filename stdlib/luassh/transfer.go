package luassh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/pkg/sftp"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// progress tells the script how far a file has come; nil tells nobody.
type progress func(name string, done, total int64) error

func progressOf(c *luabind.Call) progress {
	f := c.Named("progress")
	if f.IsNil() {
		return nil
	}
	return func(name string, done, total int64) (err error) {
		c.Locked(func() { _, err = c.Call(f, luabind.String(name), c.Host().Int(done), c.Host().Int(total)) })
		return err
	}
}

// transfer runs f with an SFTP client, which is closed when the task ends: then
// f fails.
func transfer(c *luabind.Call, f func(ctx context.Context, remote *sftp.Client) error) error {
	conn, err := self(c)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(conn)
	if c.Host().Files() == nil {
		return luabind.Errorf(luabind.KindError, "%s: local files need the capability '%s', which this host does not grant", c.Func().Name, luabind.CapFS)
	}
	err = c.Change(func(ctx context.Context) error {
		// Opening the subsystem knows no context either.
		remote, err := luabind.Apart(ctx, func() (*sftp.Client, error) { return sftp.NewClient(conn.client) }, func(r *sftp.Client) { r.Close() })
		if err != nil {
			return err
		}
		stop := context.AfterFunc(ctx, func() { remote.Close() })
		defer stop()
		done := make(chan error, 1)
		go func() { done <- f(ctx, remote) }()
		select {
		case err = <-done:
			remote.Close()
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
		return err
	})
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return kit.IOError(c.Func().Name, err)
	}
	return failed(conn.target, err)
}

// remoteError names the file on the machine that an error is about.
func remoteError(name string, err error) error {
	if err == nil || errors.As(err, new(*fs.PathError)) {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}

func runUpload(c *luabind.Call) error {
	files, from, to, tell := c.Host().Files(), c.Named("from").Text(), c.Named("to").Text(), progressOf(c)
	mode := fs.FileMode(0)
	if v := c.Named("mode"); !v.IsNil() {
		n, err := strconv.ParseUint(v.Text(), 8, 32)
		if err != nil || n > 0o777 || n == 0 {
			return luabind.ValueErrorf(`upload: 'mode' must be octal digits such as "0644", got %s`, v.Quote())
		}
		mode = fs.FileMode(n)
	}
	return transfer(c, func(ctx context.Context, remote *sftp.Client) error {
		src, err := kit.OpenSource(ctx, files, from)
		if err != nil {
			return err
		}
		defer src.Close()
		if src.Info.IsDir() {
			return &fs.PathError{Op: "upload", Path: from, Err: errors.New("is a folder: sync copies folders")}
		}
		if info, err := remote.Stat(to); err == nil && info.IsDir() {
			to = path.Join(to, path.Base(from))
		}
		if mode == 0 {
			mode = src.Info.Mode().Perm()
		}
		return put(ctx, remote, src, to, mode, tell)
	})
}

// put copies a file to the machine. It stands beside the target under another
// name until it is whole.
func put(ctx context.Context, remote *sftp.Client, src *kit.Source, to string, mode fs.FileMode, tell progress) (err error) {
	temp := path.Join(path.Dir(to), fmt.Sprintf(".%s.%016x.tmp", path.Base(to), rand.Uint64()))
	f, err := remote.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return remoteError(to, err)
	}
	defer func() {
		if err != nil {
			remote.Remove(temp)
		}
	}()
	err = copyTo(ctx, f, src.ReadContext, path.Base(to), src.Info.Size(), tell)
	if err = errors.Join(err, f.Close()); err != nil {
		return remoteError(to, err)
	}
	err = remote.Chmod(temp, mode)
	if err == nil {
		err = remote.Chtimes(temp, src.Info.ModTime(), src.Info.ModTime())
	}
	if err == nil {
		err = replaceRemote(remote, temp, to)
	}
	return remoteError(to, err)
}

// replaceRemote gives a file its name. Machines without the extension for
// that replace no file in one step: there the old one is removed before.
func replaceRemote(remote *sftp.Client, temp, to string) error {
	if _, ok := remote.HasExtension("posix-rename@openssh.com"); ok {
		return remote.PosixRename(temp, to)
	}
	if err := remote.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return remote.Rename(temp, to)
}

// copyTo copies what read gives, piece by piece.
func copyTo(ctx context.Context, to io.Writer, read func(ctx context.Context, b []byte) (int, error), name string, total int64, tell progress) error {
	buf, done := make([]byte, kit.ChunkSize), int64(0)
	for {
		n, err := read(ctx, buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return err
			}
			done += int64(n)
		}
		if tell != nil && (n > 0 || done == 0) {
			if err := tell(name, done, max(total, done)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func runDownload(c *luabind.Call) error {
	files, from, to, tell := c.Host().Files(), c.Named("from").Text(), c.Named("to").Text(), progressOf(c)
	return transfer(c, func(ctx context.Context, remote *sftp.Client) error {
		src, err := remote.Open(from)
		if err != nil {
			return remoteError(from, err)
		}
		defer src.Close()
		info, err := src.Stat()
		if err != nil {
			return remoteError(from, err)
		}
		if info.IsDir() {
			return remoteError(from, errors.New("is a folder"))
		}
		if local, err := files.Stat(to); err == nil && local.IsDir() {
			to = path.Join(to, path.Base(from))
		}
		dst, err := kit.Replace(ctx, files, to, info.Mode().Perm())
		if err != nil {
			return err
		}
		read := func(_ context.Context, b []byte) (int, error) { return src.Read(b) }
		if err := copyTo(ctx, dst, read, path.Base(from), info.Size(), tell); err != nil {
			dst.Abandon()
			return remoteError(from, err)
		}
		return dst.Commit()
	})
}

// syncing makes a folder on the machine hold what a local one does.
type syncing struct {
	files  luabind.Files
	remote *sftp.Client
	tell   progress
	purge  bool

	uploaded, unchanged, deleted int
	bytes                        int64
}

func runSync(c *luabind.Call) error {
	s := &syncing{files: c.Host().Files(), tell: progressOf(c), purge: c.Named("delete").Truthy()}
	from, to := c.Named("from").Text(), path.Clean(c.Named("to").Text())
	if s.purge && (to == "/" || to == "." || strings.HasPrefix(to, "..")) {
		return luabind.ValueErrorf("sync: with delete 'to' must be a folder of its own, got %s", c.Named("to").Quote())
	}
	err := transfer(c, func(ctx context.Context, remote *sftp.Client) error {
		s.remote = remote
		return s.folder(ctx, from, to)
	})
	if err != nil {
		return err
	}
	t := c.NewTable(0, 4)
	t.Set("uploaded", kit.Integer(s.uploaded))
	t.Set("unchanged", kit.Integer(s.unchanged))
	t.Set("deleted", kit.Integer(s.deleted))
	t.Set("bytes", c.Host().Int(s.bytes))
	return c.Return(t.Value())
}

// folder brings one folder up to date, and those in it.
func (s *syncing) folder(ctx context.Context, from, to string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	entries, err := s.files.ReadDir(from)
	if err != nil {
		return err
	}
	if err := s.remote.MkdirAll(to); err != nil {
		return remoteError(to, err)
	}
	there := map[string]fs.FileInfo{}
	list, err := s.remote.ReadDirContext(ctx, to)
	if err != nil {
		return remoteError(to, err)
	}
	for _, info := range list {
		there[info.Name()] = info
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, e := range entries {
		local, remote := path.Join(from, e.Name()), path.Join(to, e.Name())
		old := there[e.Name()]
		if e.IsDir() || e.Type().IsRegular() {
			delete(there, e.Name())
		}
		if old != nil && old.IsDir() != e.IsDir() && (e.IsDir() || e.Type().IsRegular()) {
			if !s.purge {
				return remoteError(remote, errors.New("is a file on one side and a folder on the other: delete = true replaces it"))
			}
			if err := s.remove(remote, old); err != nil {
				return err
			}
			old = nil
		}
		switch {
		case e.IsDir():
			err = s.folder(ctx, local, remote)
		case e.Type().IsRegular():
			err = s.file(ctx, local, remote, old)
		}
		if err != nil {
			return err
		}
	}
	for _, name := range sortedNames(there) {
		if s.purge || isLeftover(name) {
			if err := s.remove(path.Join(to, name), there[name]); err != nil {
				return err
			}
		}
	}
	return nil
}

func sortedNames(m map[string]fs.FileInfo) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// isLeftover says whether a name is one that put gives to what is not whole
// yet: an earlier sync was killed.
func isLeftover(name string) bool {
	rest, ok := strings.CutSuffix(name, ".tmp")
	i := strings.LastIndexByte(rest, '.')
	if !ok || !strings.HasPrefix(name, ".") || i < 1 || len(rest)-i-1 != 16 {
		return false
	}
	_, err := strconv.ParseUint(rest[i+1:], 16, 64)
	return err == nil
}

func (s *syncing) file(ctx context.Context, local, remote string, old fs.FileInfo) error {
	src, err := kit.OpenSource(ctx, s.files, local)
	if err != nil {
		return err
	}
	defer src.Close()
	if old != nil && old.Size() == src.Info.Size() && old.ModTime().Unix() == src.Info.ModTime().Unix() && old.Mode().Perm() == src.Info.Mode().Perm() {
		s.unchanged++
		return nil
	}
	if err := put(ctx, s.remote, src, remote, src.Info.Mode().Perm(), s.tell); err != nil {
		return err
	}
	s.uploaded++
	s.bytes += src.Info.Size()
	return nil
}

func (s *syncing) remove(name string, info fs.FileInfo) error {
	var err error
	if info.IsDir() {
		err = s.remote.RemoveAll(name)
	} else {
		err = s.remote.Remove(name)
	}
	if err == nil && !isLeftover(info.Name()) {
		s.deleted++
	}
	return remoteError(name, err)
}
