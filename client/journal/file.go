package journal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrLocked is that another program writes to a journal.
var ErrLocked = errors.New("another run is writing to it")

// Open opens a journal's file for a run to append to, and makes it if it is not
// there, for its owner only. The file is locked until it is closed: a second
// run gets [ErrLocked]. A last line that was not written to its end is taken
// off. What is no journal is refused with [ErrFormat]. A pipe or a
// device, which may have no end, is refused too.
func Open(path string) (*os.File, []Entry, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s is no regular file", path)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, err
	}
	entries, err := prepare(f)
	if err != nil {
		f.Close()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, entries, nil
}

func prepare(f *os.File) ([]Entry, error) {
	if err := lock(f); err != nil {
		return nil, err
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	entries, err := Read(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	if len(text) > whole {
		if _, bad := decode(text[whole:]); bad == nil { // all but the line feed was written
			_, err := f.Write([]byte("\n"))
			return entries, err
		}
	}
	if len(entries) == 0 && len(text) > 0 && whole == 0 && text[0] != '{' {
		return nil, ErrFormat
	}
	return entries, f.Truncate(int64(whole))
}
