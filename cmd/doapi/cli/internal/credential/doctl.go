package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/folder"
	"github.com/doapi-lua/doapi/luabind"
)

// doctlConfig is what of doctl's configuration concerns tokens.
type doctlConfig struct {
	path     string
	Token    string            `yaml:"access-token"`
	Context  string            `yaml:"context"`
	Contexts map[string]string `yaml:"auth-contexts"`
}

// Format prints where it is, and no token.
func (c doctlConfig) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.path) }

// DefaultContext is doctl's name for the token that stands outside of contexts.
const DefaultContext = "default"

// readDoctl reads doctl's configuration; fs.ErrNotExist if there is none.
func (f *Finder) readDoctl() (*doctlConfig, error) {
	config := folder.Config(f.Getenv)
	if config == "" {
		return nil, fmt.Errorf("doctl's configuration: %w", fs.ErrNotExist)
	}
	c := &doctlConfig{path: filepath.Join(config, "doctl", "config.yaml")}
	text, err := f.readSecret(c.path)
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("%s is not what doctl writes", c.path) // the cause could show a token
	}
	return c, nil
}

// context finds the token of the context that a flag or variable names, or with
// "" of the current one. A context that is not there is an error: another
// account's token would be worse.
func (f *Finder) context(asker, name string) (Credential, error) {
	c, err := f.readDoctl()
	if err != nil {
		if name != "" {
			err = fmt.Errorf("%s: %w", asked(asker, name), errors.New(err.Error())) // not to be taken for nothing asked
		}
		return Credential{}, err
	}
	current := name == ""
	if current {
		name = c.Context
	}
	if name == "" || name == DefaultContext {
		if c.Token == "" && current {
			return Credential{}, fmt.Errorf("%s has no token: %w", c.path, fs.ErrNotExist)
		} else if c.Token == "" {
			return Credential{}, fmt.Errorf("%s has no token for the context '%s'", c.path, name)
		}
		return Credential{Token: c.Token, Source: c.path, Context: DefaultContext}, nil
	}
	for known, token := range c.Contexts {
		if strings.EqualFold(known, name) && token != "" { // doctl folds names when it writes them
			return Credential{Token: token, Source: c.path, Context: known}, nil
		}
	}
	return Credential{}, fmt.Errorf("%s has no context '%s'%s", c.path, name, c.others(name))
}

// others names the contexts that there are.
func (c *doctlConfig) others(name string) string {
	names := c.names()
	if hint := luabind.DidYouMean(name, names); hint != "" {
		return hint
	}
	if len(names) == 0 {
		return ""
	}
	return ", only " + strings.Join(names, ", ")
}

// names are those of the contexts, sorted.
func (c *doctlConfig) names() []string {
	names := slices.Collect(maps.Keys(c.Contexts))
	if c.Token != "" {
		names = append(names, DefaultContext)
	}
	slices.Sort(names)
	return names
}

// Contexts are the names of those that doctl's configuration has, sorted.
func (f *Finder) Contexts() []string {
	c, err := f.readDoctl()
	if err != nil {
		return nil
	}
	return c.names()
}

// asked is how a context was asked for.
func asked(asker, name string) string {
	if asker == contextVariable {
		return asker + "=" + name
	}
	return asker + " " + name
}
