//go:build !unix || solaris || aix

package sim

import "os"

// lock does nothing where files cannot be locked without further help.
func lock(*os.File) error { return nil }
