// Package watch tells when the Lua files of a folder change.
package watch

import (
	"context"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// interval is how long passes between two looks.
const interval = 300 * time.Millisecond

// state is what a file's change shows in.
type state struct {
	size int64
	time time.Time
}

// Snapshot is what the Lua files of a folder were like.
type Snapshot map[string]state

// Files gives what the Lua files below a folder are like. Hidden folders are
// left out.
func Files(folder string) Snapshot {
	s := Snapshot{}
	// What cannot be read is as if it were not there.
	_ = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() && path != folder && strings.HasPrefix(d.Name(), ".") {
			return fs.SkipDir
		}
		if info, err := d.Info(); err == nil && !d.IsDir() && strings.HasSuffix(path, ".lua") {
			s[path] = state{info.Size(), info.ModTime()}
		}
		return nil
	})
	return s
}

// Change waits until the files differ from before, and gives the first, by name,
// that does. The error is that of ctx.
func Change(ctx context.Context, clock luabind.Clock, folder string, before Snapshot) (string, error) {
	for {
		now := Files(folder)
		for _, path := range slices.Sorted(maps.Keys(now)) {
			if was, ok := before[path]; !ok || was != now[path] {
				return path, nil
			}
		}
		for _, path := range slices.Sorted(maps.Keys(before)) {
			if _, ok := now[path]; !ok {
				return path, nil
			}
		}
		if err := clock.Sleep(ctx, interval); err != nil {
			return "", err
		}
	}
}
