// Package input reads what a command line names: files and streams, and of none
// more than anything of its kind holds.
package input

import (
	"fmt"
	"io"
	"os"
)

// What is read at most.
const (
	Secret      = 64 << 10
	Script      = 16 << 20
	Certificate = 16 << 20
	Body        = 256 << 20
)

// File reads a file of so many bytes at most. What is larger is refused, and not
// read whole.
func File(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() && info.Size() > most {
		return nil, tooLarge(most)
	}
	return All(f, most)
}

// All reads a stream of so many bytes at most.
func All(r io.Reader, most int64) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(text)) > most {
		return nil, tooLarge(most)
	}
	return text, err
}

func tooLarge(most int64) error {
	if most < 1<<20 {
		return fmt.Errorf("it is larger than %d KB", most>>10)
	}
	return fmt.Errorf("it is larger than %d MB", most>>20)
}
