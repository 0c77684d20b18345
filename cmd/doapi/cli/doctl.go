package cli

import (
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// doctlConfig is what of doctl's configuration concerns tokens.
type doctlConfig struct {
	path     string
	Token    string            `yaml:"access-token"`
	Context  string            `yaml:"context"`
	Contexts map[string]string `yaml:"auth-contexts"`
}

// defaultContext is doctl's name for the token that stands outside of contexts.
const defaultContext = "default"

// readDoctl reads doctl's configuration; fs.ErrNotExist if there is none.
func (a *app) readDoctl() (*doctlConfig, error) {
	folder := a.configFolder()
	if folder == "" {
		return nil, fmt.Errorf("doctl's configuration: %w", fs.ErrNotExist)
	}
	c := &doctlConfig{path: filepath.Join(folder, "doctl", "config.yaml")}
	text, err := a.readSecret(c.path)
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("%s is not what doctl writes", c.path) // the cause could show a token
	}
	return c, nil
}

// contextToken finds the token of a named context, or with "" of the current
// one. A context that is not there is an error: another account's token would
// be worse.
func (a *app) contextToken(name string) (credential, error) {
	c, err := a.readDoctl()
	if err != nil {
		if name != "" {
			err = fmt.Errorf("--context %s: %w", name, err)
		}
		return credential{}, err
	}
	asked := name
	if name == "" {
		name = c.Context
	}
	if name == "" || name == defaultContext {
		if c.Token == "" && asked == "" {
			return credential{}, fmt.Errorf("%s has no token: %w", c.path, fs.ErrNotExist)
		} else if c.Token == "" {
			return credential{}, fmt.Errorf("%s has no token for the context '%s'", c.path, name)
		}
		return credential{token: c.Token, source: c.path, context: defaultContext}, nil
	}
	for known, token := range c.Contexts {
		if strings.EqualFold(known, name) && token != "" { // doctl folds names when it writes them
			return credential{token: token, source: c.path, context: known}, nil
		}
	}
	return credential{}, fmt.Errorf("%s has no context '%s'%s", c.path, name, c.others(name))
}

// others names the contexts that there are.
func (c *doctlConfig) others(name string) string {
	names := c.names()
	if near := didYouMean("", name, names); near != "" || len(names) == 0 {
		return near
	}
	return ", only " + strings.Join(names, ", ")
}

// names are those of the contexts, sorted.
func (c *doctlConfig) names() []string {
	names := slices.Collect(maps.Keys(c.Contexts))
	if c.Token != "" {
		names = append(names, defaultContext)
	}
	slices.Sort(names)
	return names
}
