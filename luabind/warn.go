package luabind

import "fmt"

// Warn writes a line for the script's author to standard error: "warning:
// deploy.lua:12: ...", once for each place and text of a Host.
func (c *Call) Warn(text string) {
	line := "warning: " + c.Where() + ": " + text
	if c.h.warned == nil {
		c.h.warned = map[string]bool{}
	}
	const most = 1000 // different ones are worth telling
	if c.h.warned[line] || len(c.h.warned) > most {
		return
	}
	c.h.warned[line] = true
	fmt.Fprintln(c.h.stderr, line)
}
