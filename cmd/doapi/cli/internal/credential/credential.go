// Package credential finds the token that a command works with, and says where
// it came from.
package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/folder"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/input"
)

// Credential is a token and where it was found. It prints without the token.
type Credential struct {
	Token   string
	Source  string // "--token", "DIGITALOCEAN_TOKEN", a file, ...
	Context string // of doctl's configuration, if it came from one
	Missing error  // why there is none, where that is worth saying

	rank int // which of the sources it came from
}

// Place is where it was found, with the context that it belongs to.
func (c Credential) Place() string {
	if c.Context == "" {
		return c.Source
	}
	return c.Source + " (context " + c.Context + ")"
}

// String tells the source and masks the token.
func (c Credential) String() string { return Mask(c.Token) + " of " + c.Source }

// GoString is for %#v, which would show the token too.
func (c Credential) GoString() string { return c.String() }

// Format has every verb print it masked.
func (c Credential) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.String()) }

// Finder knows where a token may be. Nil for what was not given.
type Finder struct {
	Token, File, Context *string // the flags --token, --token-file and --context
	Simulated            bool    // --sim: any token does
	Getenv               func(name string) string
	Warn                 func(format string, args ...any)
}

// contextVariable names a context as the flag --context does.
const contextVariable = "DIGITALOCEAN_CONTEXT"

// tokenVariables are looked at in this order.
var tokenVariables = []string{"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DO_API_TOKEN"}

// source is a place where a token may be.
type source struct {
	demanded bool // what a flag names must be there
	find     func() (Credential, error)
}

// sources are the places in the order that counts. find gives fs.ErrNotExist
// where there is nothing.
func (f *Finder) sources() []source {
	var all []source
	add := func(demanded bool, find func() (Credential, error)) { all = append(all, source{demanded, find}) }
	if f.Token != nil {
		add(true, func() (Credential, error) {
			return Credential{Token: strings.TrimSpace(*f.Token), Source: "--token"}, nil
		})
	}
	if f.Simulated {
		add(true, func() (Credential, error) { return Credential{Token: "simulated", Source: "--sim"}, nil })
		return all
	}
	if f.File != nil {
		add(true, func() (Credential, error) {
			token, err := f.tokenFile(*f.File)
			if err != nil {
				err = fmt.Errorf("--token-file: %w", err)
			}
			return Credential{Token: token, Source: "--token-file " + *f.File}, err
		})
	}
	if f.Context != nil {
		add(true, func() (Credential, error) { return f.context("--context", *f.Context) })
	}
	named, variable := f.Getenv(contextVariable), f.variable()
	byVariable := func() (Credential, error) { return f.context(contextVariable, named) }
	if named != "" && variable == "" {
		add(true, byVariable)
	}
	for _, name := range tokenVariables {
		add(false, func() (Credential, error) {
			token := strings.TrimSpace(f.Getenv(name))
			if token == "" {
				return Credential{}, fs.ErrNotExist
			}
			return Credential{Token: token, Source: name}, nil
		})
	}
	if named != "" && variable != "" {
		add(false, byVariable)
	}
	if home := folder.Home(f.Getenv); home != "" {
		path := filepath.Join(home, ".doapi")
		add(false, func() (Credential, error) {
			token, err := f.tokenFile(path)
			return Credential{Token: token, Source: path}, err
		})
	}
	add(false, func() (Credential, error) { return f.context("", "") })
	return all
}

// variable is the first variable that holds a token, "" for none.
func (f *Finder) variable() string {
	for _, name := range tokenVariables {
		if strings.TrimSpace(f.Getenv(name)) != "" {
			return name
		}
	}
	return ""
}

// Find looks for the token. What flags name must be there; what merely could be
// there may be missing, until a request needs it.
func (f *Finder) Find() (Credential, error) {
	for i, s := range f.sources() {
		c, err := s.find()
		c.rank = i
		switch {
		case err == nil:
			f.warnOfContext(c)
			return c, nil
		case s.demanded:
			return Credential{}, err
		case !errors.Is(err, fs.ErrNotExist):
			return Credential{Missing: err}, nil
		}
	}
	return Credential{}, nil
}

// warnOfContext says that a variable with a token has the say over the one that
// names a context, unless both mean the same.
func (f *Finder) warnOfContext(won Credential) {
	named := f.Getenv(contextVariable)
	if named == "" || won.Source != f.variable() || won.Source == "" {
		return
	}
	if c, err := f.context(contextVariable, named); err == nil && c.Token == won.Token {
		return
	}
	f.Warn("the token of %s is used, not the context of %s=%s: unset one of them, or give --context", won.Source, contextVariable, named)
}

// Others are the sources after the one that won which name another token.
func (f *Finder) Others(won Credential) []Credential {
	var others []Credential
	if won.Token == "" {
		return nil
	}
	quiet := *f
	quiet.Warn = func(string, ...any) {}
	for i, s := range quiet.sources() {
		if c, err := s.find(); i > won.rank && err == nil && c.Token != won.Token {
			others = append(others, c)
		}
	}
	return others
}

// tokenFile reads a file that holds nothing but a token.
func (f *Finder) tokenFile(path string) (string, error) {
	text, err := f.readSecret(path)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(text))
	if token == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return token, nil
}

// maxSecret bounds the files that tokens are read from.
const maxSecret = 1 << 20

// readSecret reads a file that others should not be able to read, and warns
// when they are.
func (f *Finder) readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	if info.IsDir() || info.Size() > maxSecret {
		return nil, fmt.Errorf("cannot read %s: it holds no token", path)
	}
	text, err := input.File(path, maxSecret)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		f.Warn("others can read the token in %s (mode %04o): chmod 600 it", path, info.Mode().Perm())
	}
	return text, nil
}

// cause leaves the path out of an error that is going to name it anyway.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Mask shows as much of a token as tells it from another: its kind and its
// end.
func Mask(token string) string {
	const shown = 4
	if len(token) < 24 {
		return "***"
	}
	kind := ""
	if i := strings.LastIndexByte(token[:len(token)-shown], '_'); i >= 0 && i < 10 {
		kind = token[:i+1]
	}
	return kind + "***" + token[len(token)-shown:]
}
