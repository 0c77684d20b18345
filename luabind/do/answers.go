package do

import (
	"weak"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// answers are the last answers of a client, one for each task that asked. They
// end with the client, and with the task. The Host's lock guards them.
type answers struct {
	by     map[weak.Pointer[asker]]*client.Reply
	tidyAt int // how many there are when those of ended tasks are looked for
}

// clientBytes is about what a client takes, as measured.
const clientBytes = 24 << 10

// asker stands for a task, for as long as it runs.
type asker struct{ _ [16]byte } // shares its memory with nothing else

type askerKey struct{}

func (a *answers) of(c *luabind.Call) *client.Reply {
	if by, ok := c.Local(askerKey{}).(*asker); ok {
		return a.by[weak.Make(by)]
	}
	return nil
}

func (a *answers) set(c *luabind.Call, r *client.Reply) {
	by, ok := c.Local(askerKey{}).(*asker)
	if !ok {
		by = new(asker)
		c.SetLocal(askerKey{}, by)
	}
	if a.by == nil {
		a.by = map[weak.Pointer[asker]]*client.Reply{}
	}
	a.by[weak.Make(by)] = r
	if len(a.by) > a.tidyAt {
		for by := range a.by {
			if by.Value() == nil {
				delete(a.by, by)
			}
		}
		a.tidyAt = 2*len(a.by) + 16
	}
}

// MemSize is about what a client of a script's own holds in Go, for the Host's
// memory limit.
func (m *manager) MemSize() int {
	n := 0
	if m.own {
		n = clientBytes
	}
	for _, r := range m.last.by {
		n += len(r.Body)
	}
	return n
}
