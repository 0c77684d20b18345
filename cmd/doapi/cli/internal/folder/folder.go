// Package folder knows where programs of a user keep what is theirs. Every
// function gives "" where the environment does not tell.
package folder

import (
	"path/filepath"
	"runtime"
)

// Environment gives a variable, "" if it is not set.
type Environment func(name string) string

// Home is the user's home folder.
func Home(env Environment) string {
	if runtime.GOOS == "windows" {
		return env("USERPROFILE")
	}
	return env("HOME")
}

// Config is for settings.
func Config(env Environment) string {
	return find(env, "AppData", "XDG_CONFIG_HOME", ".config")
}

// State is for what a program remembers, such as a history.
func State(env Environment) string {
	return find(env, "LocalAppData", "XDG_STATE_HOME", filepath.Join(".local", "state"))
}

// Data is for what a program makes and can make again.
func Data(env Environment) string {
	return find(env, "LocalAppData", "XDG_DATA_HOME", filepath.Join(".local", "share"))
}

// find goes by the system: Windows has a variable, macOS one folder for all,
// the others what freedesktop.org's base directories say.
func find(env Environment, windows, xdg, usual string) string {
	home := Home(env)
	switch {
	case runtime.GOOS == "windows":
		return env(windows)
	case filepath.IsAbs(env(xdg)):
		return env(xdg)
	case home == "":
		return ""
	case runtime.GOOS == "darwin":
		return filepath.Join(home, "Library", "Application Support")
	}
	return filepath.Join(home, usual)
}
