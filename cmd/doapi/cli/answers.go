package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/doapi-lua/doapi/luabind"
)

// What commands print under --json whose result otherwise is text.
type (
	// filesAnswer is of commands that write files.
	filesAnswer struct {
		Written []string `json:"written"`
		Removed []string `json:"removed,omitempty"`
	}
	// textAnswer is of commands that show a text.
	textAnswer struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	// addressAnswer is of commands that serve, one for each address.
	addressAnswer struct {
		Address     string `json:"address,omitempty"`
		Certificate string `json:"certificate,omitempty"` // to trust
		Spaces      string `json:"spaces,omitempty"`      // the address of object storage
		Page        string `json:"page,omitempty"`
	}
	// layoutAnswer is of fmt: what a script is like in its style.
	layoutAnswer struct {
		File    string `json:"file"`
		Changed bool   `json:"changed"`
		Text    string `json:"text,omitempty"`
		Diff    string `json:"diff,omitempty"`
	}
)

// encode writes a value to standard output as a line of JSON.
func (a *app) encode(v any) error { return json.NewEncoder(a.env.Stdout).Encode(v) }

// showNamed writes a text, under --json as one object with its name.
func (a *app) showNamed(name, text string) error {
	if a.flags.json {
		return a.encode(textAnswer{name, text})
	}
	return a.show(a.fold(text))
}

// showFile writes a file to standard output as it is, under --json as one object with
// its name.
func (a *app) showFile(name string, text []byte) error {
	if a.flags.json {
		return a.encode(textAnswer{name, string(text)})
	}
	_, err := a.env.Stdout.Write(text)
	return err
}

// listFolder names what a command has written into a folder, under --json.
func (a *app) listFolder(dir string) error {
	if !a.flags.json {
		return nil
	}
	all := filesAnswer{Written: []string{}}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			all.Written = append(all.Written, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	return a.encode(all)
}

// tellAddress writes at once where something is served: a line, and the certificate,
// under --json one object.
func (a *app) tellAddress(at addressAnswer) error {
	if a.flags.json {
		_ = a.encode(at) // of what cannot be written Flush tells
	} else {
		fmt.Fprintf(a.env.Stdout, "%s\n%s", cmp.Or(at.Address, at.Spaces, at.Page), at.Certificate)
	}
	if err := a.out.Flush(); err != nil {
		return &luabind.OutputError{Err: err}
	}
	return nil
}

// agreeOnFormat refuses another format than JSON under --json.
func (a *app) agreeOnFormat(format string) error {
	if a.flags.json && format != "json" {
		return usagef("--json and --format %s exclude each other", format)
	}
	return nil
}
