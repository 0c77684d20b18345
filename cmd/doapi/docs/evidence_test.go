package docs_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

var update = flag.Bool("update", false, "write the page anew")

// axes are the columns of the table, with what a mark in them means.
var axes = []struct{ name, title, means string }{
	{"contract", "contract", "requests and answers fit the API's description: a walk over all operations through a proxy that holds them against it"},
	{"echo", "echo", "what was sent comes back by get and list, for two bodies made from the schema; two of a kind differ in every id, and one outlives the other unchanged"},
	{"refusal", "refusal", "each required field left out, each type broken and each reference to nothing is refused, and changes nothing"},
	{"relations", "relations", "the end of an object has its consequence for those that name it, or is refused"},
	{"states", "time", "it passes through a pending state on the clock, and ends; a fault has it end in an error"},
	{"replan", "second plan", "OpenTofu makes it with the official provider, and a second plan finds nothing to change"},
}

// TestEvidence holds the page of the manual that tells of each operation how it is
// simulated, and what shows it. -update writes it anew.
func TestEvidence(t *testing.T) {
	var b strings.Builder
	b.WriteString("# What shows that the simulator is right\n\n" +
		"The operations of the API in the order of its description: how each is simulated, which clients of others have driven it with success, and which tests show something of it. " +
		"A column says nothing about another one, so that they are not added up. `doapi ops --simulated` prints the same, and takes words to search for.\n\n")
	all := sim.Simulated()
	how, shown, clients := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range all {
		how[s.How]++
		for _, axis := range s.Shown {
			shown[axis]++
		}
		for _, c := range s.Clients {
			clients[c]++
		}
	}
	fmt.Fprintf(&b, "| simulated | operations | meaning |\n|---|---|---|\n| behaviour | %d | written by hand: states, times, refusals and relations as the API has them |\n| generic | %d | served from the description: kept, checked, listed, changed and deleted, with the states that it names |\n| 501 | %d | refused, and the answer says why |\n\n", how["behaviour"], how["generic"], how["501"])
	b.WriteString("| column | operations | what a mark means |\n|---|---|---|\n")
	for _, c := range []struct{ name, means string }{{"ansible", "modules of community.digitalocean, run twice: the second time changes nothing"}, {"doctl", "each of its commands that has an operation behind it"}, {"godo", "DigitalOcean's Go client"}, {"terraform", "the official provider with OpenTofu: made, planned again, changed, imported, destroyed"}} {
		fmt.Fprintf(&b, "| driven by: %s | %d | %s |\n", c.name, clients[c.name], c.means)
	}
	for _, a := range axes {
		fmt.Fprintf(&b, "| %s | %d | %s |\n", a.title, shown[a.name], a.means)
	}
	b.WriteString("\n## Each operation\n\n| operation | simulated | driven by |")
	for _, a := range axes {
		b.WriteString(" " + a.title + " |")
	}
	b.WriteString("\n|---|---|---|" + strings.Repeat("---|", len(axes)) + "\n")
	for _, s := range all {
		fmt.Fprintf(&b, "| %s.%s | %s | %s |", s.Operation.Group, s.Operation.Name, s.How, strings.Join(s.Clients, ", "))
		for _, a := range axes {
			mark := " "
			if slices.Contains(s.Shown, a.name) {
				mark = " yes "
			}
			b.WriteString(mark + "|")
		}
		b.WriteByte('\n')
	}
	b.WriteString("\n## What is not served\n\n| operation | why |\n|---|---|\n")
	for _, s := range all {
		if s.How == "501" {
			fmt.Fprintf(&b, "| %s.%s | %s |\n", s.Operation.Group, s.Operation.Name, s.Why)
		}
	}
	const path = "guide/evidence.md"
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if have, err := os.ReadFile(path); err != nil || string(have) != b.String() {
		t.Errorf("%s is not what is simulated (go test ./cmd/doapi/docs -update writes it anew): %v", path, err)
	}
}
