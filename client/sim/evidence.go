package sim

import (
	"embed"
	"path"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// evidence has a list of operations a file: those that a client of somebody else
// has driven with success, and those that a test shows something of. The tests
// write the lists, and fail when an operation is no longer what a list says.
//
//go:embed evidence
var evidence embed.FS

// Simulation tells how an operation is simulated, and what shows it.
type Simulation struct {
	Operation *catalog.Operation
	How       string   // "behaviour" (written by hand), "generic" (from the description alone) or "501"
	Why       string   // why it is not simulated
	Clients   []string // who has driven it: ansible, doctl, godo, terraform
	// Shown are the axes on which a test shows it: contract (requests and answers
	// fit the description), echo (what was sent comes back), refusal (wrong bodies
	// change nothing), relations (others follow it, or keep it), states (it passes
	// from pending to ready), replan (a second plan of Terraform finds no
	// difference).
	Shown []string
}

// axes are the files that name no client.
var axes = []string{"contract", "echo", "refusal", "relations", "states"}

var simulatedOnce lazy.Value[[]Simulation]

// Simulated tells how each operation of the API is simulated, in the order of the
// catalog. The result is shared: it must not be changed.
func Simulated() []Simulation {
	return simulatedOnce.Get(func() []Simulation {
		lists := map[string]map[string]bool{}
		var clients []string
		files, _ := evidence.ReadDir("evidence")
		for _, f := range files {
			name := strings.TrimSuffix(f.Name(), ".txt")
			text, _ := evidence.ReadFile(path.Join("evidence", f.Name()))
			lists[name] = map[string]bool{}
			for id := range strings.Lines(string(text)) {
				lists[name][strings.TrimSpace(id)] = true
			}
			if !slices.Contains(axes, name) {
				clients = append(clients, name)
			}
		}
		var all []Simulation
		for _, op := range catalog.All() {
			how, why := areas().How(op.ID)
			s := Simulation{Operation: op, How: string(how), Why: why}
			for _, name := range clients {
				if lists[name][op.ID] {
					s.Clients = append(s.Clients, name)
				}
			}
			for _, axis := range axes {
				if lists[axis][op.ID] {
					s.Shown = append(s.Shown, axis)
				}
			}
			if lists["terraform"][op.ID] {
				s.Shown = append(s.Shown, "replan")
			}
			all = append(all, s)
		}
		return all
	})
}
