package repl

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/doapi-lua/doapi/luabind/lazy"
)

// maxHistory is how many entries are kept.
const maxHistory = 1000

// history is what was typed, now and in earlier sessions: an entry a line.
type history struct {
	path    string // "" if nothing is kept
	secret  func(string) bool
	entries []string
}

// load reads the entries of earlier sessions. A file that cannot be read or
// written only means that nothing is remembered.
func (h *history) load(path string, secret func(string) bool) {
	h.path, h.secret = path, secret
	if path == "" {
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return
	}
	for line := range bytes.Lines(text) {
		if s := strings.TrimRight(string(line), "\r\n"); s != "" {
			h.entries = append(h.entries, s)
		}
	}
	if extra := len(h.entries) - maxHistory; extra > 0 {
		h.entries = h.entries[extra:]
		h.rewrite()
	}
}

// add remembers a chunk, unless it looks like a secret.
func (h *history) add(chunk string) {
	entry := entryOf(chunk)
	if strings.TrimSpace(entry) == "" || h.hides(chunk) {
		return
	}
	if n := len(h.entries); n > 0 && h.entries[n-1] == entry {
		return
	}
	h.entries = append(h.entries, entry)
	if h.path == "" {
		return
	}
	if err := os.MkdirAll(filepath.Dir(h.path), 0o700); err != nil {
		return
	}
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	// An older file may be open to others.
	if f.Chmod(0o600) == nil {
		_, _ = f.WriteString(entry + "\n") // else it is not remembered
	}
}

// rewrite drops the oldest entries from the file.
func (h *history) rewrite() {
	temp := h.path + ".new"
	if os.WriteFile(temp, []byte(strings.Join(h.entries, "\n")+"\n"), 0o600) == nil {
		_ = os.Rename(temp, h.path) // else the file stays long
	}
}

var secretsOnce lazy.Value[*regexp.Regexp]

// secrets is what tokens, and assignments of them, look like.
func secrets() *regexp.Regexp {
	return secretsOnce.Get(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\bdo[a-z]_v1_\w|\bbearer\s|token\s*["']?\]?\s*[=:]|password\s*["']?\]?\s*[=:]|secret\w*\s*["']?\]?\s*[=:]|\b[0-9a-f]{40,}\b`)
	})
}

var longOnce lazy.Value[*regexp.Regexp]

// long is a word that only a machine would make up.
func long() *regexp.Regexp {
	return longOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`["'][A-Za-z0-9_+/=-]{32,}["']`) })
}

func (h *history) hides(entry string) bool {
	return secrets().MatchString(entry) || long().MatchString(entry) || h.secret != nil && h.secret(entry)
}

// newlineStand stands for the end of a line within an entry, which is one line
// of the history's file and one to the editor. The editor shows it as an arrow.
const newlineStand = "\ue00a"

// entryOf is a chunk as the history keeps it: as it was typed.
func entryOf(chunk string) string {
	return strings.ReplaceAll(strings.TrimRight(chunk, " \t\n"), "\n", newlineStand)
}

// chunkOf is the chunk of an entry.
func chunkOf(entry string) string { return strings.ReplaceAll(entry, newlineStand, "\n") }
