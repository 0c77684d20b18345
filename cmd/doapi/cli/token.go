package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// credential is a token and where it was found.
type credential struct {
	token   string
	source  string // "--token", "DIGITALOCEAN_TOKEN", a file, ...
	context string // of doctl's configuration, if it came from one
	missing error  // why there is none, where that is worth saying
}

// tokenVariables are looked at in this order.
var tokenVariables = []string{"DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN", "DO_API_TOKEN"}

// findToken looks for the token in the order that LUA_API promises. What flags
// name must be there; what merely could be there may be missing, until a
// request needs it.
func (a *app) findToken() (credential, error) {
	f := &a.flags
	switch {
	case f.given("token"):
		if strings.TrimSpace(f.token) == "" {
			return credential{}, usagef("--token is empty")
		}
		return credential{token: strings.TrimSpace(f.token), source: "--token"}, nil
	case f.sim:
		return credential{token: "simulated", source: "--sim"}, nil
	case f.given("token-file"):
		token, err := a.readTokenFile(f.tokenFile)
		if err != nil {
			return credential{}, fmt.Errorf("--token-file: %w", err)
		}
		return credential{token: token, source: "--token-file " + f.tokenFile}, nil
	case f.given("context"):
		return a.contextToken(f.context)
	}
	for _, name := range tokenVariables {
		if token := strings.TrimSpace(a.env.Getenv(name)); token != "" {
			return credential{token: token, source: name}, nil
		}
	}
	if home := a.home(); home != "" {
		path := filepath.Join(home, ".doapi")
		switch token, err := a.readTokenFile(path); {
		case err == nil:
			return credential{token: token, source: path}, nil
		case !errors.Is(err, fs.ErrNotExist):
			return credential{missing: err}, nil
		}
	}
	found, err := a.contextToken("")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	case err == nil:
		return found, nil
	}
	return credential{missing: err}, nil
}

// readTokenFile reads a file that holds nothing but a token.
func (a *app) readTokenFile(path string) (string, error) {
	text, err := a.readSecret(path)
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
func (a *app) readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	if info.IsDir() || info.Size() > maxSecret {
		return nil, fmt.Errorf("cannot read %s: it holds no token", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		a.warn("others can read the token in %s (mode %04o): chmod 600 it", path, info.Mode().Perm())
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

func (a *app) home() string {
	if runtime.GOOS == "windows" {
		return a.env.Getenv("USERPROFILE")
	}
	return a.env.Getenv("HOME")
}

// configFolder is where programs of this user keep their configuration.
func (a *app) configFolder() string {
	switch {
	case runtime.GOOS == "windows":
		return a.env.Getenv("AppData")
	case runtime.GOOS == "darwin" && a.home() != "":
		return filepath.Join(a.home(), "Library", "Application Support")
	}
	if dir := a.env.Getenv("XDG_CONFIG_HOME"); dir != "" {
		return dir
	}
	if a.home() == "" {
		return ""
	}
	return filepath.Join(a.home(), ".config")
}
