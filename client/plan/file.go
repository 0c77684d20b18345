package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// Plan is what a program would change, and what it was made from.
type Plan struct {
	Format   int       `json:"plan"`
	Version  string    `json:"version"` // of the program that made it
	Endpoint string    `json:"endpoint"`
	Account  string    `json:"account"` // uuid
	Script   string    `json:"script"`
	Args     []string  `json:"args,omitempty"`
	Sources  []Source  `json:"sources"`
	Modules  []Source  `json:"modules,omitempty"` // files that the program loaded, named from its folder
	Seed     uint64    `json:"seed"`              // of math.random
	Started  time.Time `json:"started"`           // what time.started() gave
	Salt     string    `json:"salt"`              // of hashed secrets
	Changes  []*Change `json:"changes"`
	Assumed  []Assumed `json:"assumed,omitempty"`
	Differs  string    `json:"differs,omitempty"` // where a second run went another way
	Failed   string    `json:"failed,omitempty"`  // how the program ended, if without success
}

// Source is a file that the program is made of.
type Source struct {
	Name string `json:"name"`
	Hash string `json:"sha256"`
}

// Load notes a file of code that the program has loaded.
func (p *Plan) Load(name string, text []byte) {
	loaded := Source{name, Hash(text)}
	if !slices.Contains(p.Modules, loaded) {
		p.Modules = append(p.Modules, loaded)
	}
}

// Hash is that of a source text.
func Hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// format is that of the file.
const format = 1

// ErrFormat is that a text is no plan, or one of another version.
var ErrFormat = errors.New("plan: this is no plan that can be read")

// Write writes a plan.
func (p *Plan) Write(w io.Writer) error {
	p.Format = format
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(p)
}

// Read reads a plan.
func Read(r io.Reader) (*Plan, error) {
	p := new(Plan)
	if err := json.NewDecoder(r).Decode(p); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if p.Format != format {
		return nil, fmt.Errorf("%w: it has the format %d", ErrFormat, p.Format)
	}
	for _, c := range p.Changes {
		for _, text := range []*json.RawMessage{&c.Body, &c.Was} {
			var b bytes.Buffer
			if len(*text) > 0 && json.Compact(&b, *text) == nil {
				*text = b.Bytes()
			}
		}
	}
	return p, nil
}

// Refused reports whether the simulated account refused something that the real
// one may accept.
func (p *Plan) Refused() bool {
	for _, c := range p.Changes {
		if c.Refused != "" {
			return true
		}
	}
	return false
}

// Text writes a plan for people: a line a change that begins with its sign, and
// below it what differs.
func (p *Plan) Text(w io.Writer) {
	counts := map[string]int{}
	before, total, unpriced := 0.0, 0.0, 0
	for _, c := range p.Changes {
		counts[c.Sign]++
		fmt.Fprintln(w, c.line())
		for _, line := range c.details() {
			fmt.Fprintln(w, "      "+line)
		}
		before += c.Before
		if c.Cost != nil {
			total += *c.Cost
		}
		if c.NoPrice != "" {
			unpriced++
		}
	}
	for i := range p.Assumed {
		fmt.Fprintln(w, p.Assumed[i].line())
	}
	if len(p.Changes) == 0 {
		fmt.Fprintln(w, "no changes")
		return
	}
	if p.Differs != "" {
		fmt.Fprintf(w, "\nnot reproducible: %s\n", p.Differs)
	}
	fmt.Fprintf(w, "\n%d to create, %d to change, %d to delete, %d to do", counts["+"], counts["~"], counts["-"], counts[">"])
	fmt.Fprintf(w, "; %+.2f USD a month: %.2f before, %.2f after", total, before, before+total)
	if unpriced > 0 {
		fmt.Fprintf(w, "; %d without a price", unpriced)
	}
	fmt.Fprintln(w)
}

// line is a change in a line.
func (c *Change) line() string {
	words := []string{c.Sign, fmt.Sprint(c.N), c.Kind}
	if c.Name != "" {
		words = append(words, change.FullName(c.Path, c.Name))
	}
	if c.Type != "" {
		words = append(words, c.Type)
	}
	text := strings.Join(words, " ")
	if c.Line != "" {
		text += "  (" + c.Line + ")"
	}
	return text
}

// details are what stands below a change's line.
func (c *Change) details() []string {
	var lines []string
	if c.Refused != "" {
		lines = append(lines, "? refused here: "+c.Refused)
	}
	if c.Sign == "+" {
		var body map[string]json.RawMessage
		if json.Unmarshal(c.Body, &body) == nil {
			for _, name := range sortedKeys(body) {
				if name != "name" {
					lines = append(lines, name+": "+c.shown(name, body[name]))
				}
			}
		}
	}
	for _, f := range c.Fields {
		lines = append(lines, fmt.Sprintf("%s: %s -> %s", f.Name, shortened(f.Was), c.shown(f.Name, f.Is)))
	}
	if c.Assumed > 0 {
		lines = append(lines, "assumed: its state will have passed")
	}
	hangs := "with it: "
	if c.Sign != "-" {
		hangs = "on it: "
	}
	for _, h := range c.Hangs {
		lines = append(lines, hangs+h)
	}
	for _, m := range c.Members {
		lines = append(lines, "on "+m)
	}
	lines = append(lines, c.unstable()...)
	if c.Irrevocable != "" {
		lines = append(lines, "cannot be undone: "+c.Irrevocable)
	}
	if c.Cost != nil && *c.Cost != 0 {
		lines = append(lines, fmt.Sprintf("%+.2f USD a month", *c.Cost))
	}
	if c.NoPrice != "" {
		lines = append(lines, "no price: "+c.NoPrice)
	}
	return lines
}

func (c *Change) shown(name string, value json.RawMessage) string {
	text := shortened(value)
	for _, u := range c.Unstable {
		if u == name {
			text += " (not reproducible)"
		}
	}
	return text
}

// shortened is a value for people.
func shortened(value json.RawMessage) string {
	text := secretText().ReplaceAllString(orAbsent(value), "(secret)")
	if len(text) > 200 {
		text = text[:197] + "..."
	}
	return text
}

var secretTextOnce lazy.Value[*regexp.Regexp]

// secretText finds what stands in a secret's place.
func secretText() *regexp.Regexp {
	return secretTextOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`"` + hidden + `[0-9a-f]{64}"`) })
}

func orAbsent(v json.RawMessage) string {
	if len(v) == 0 {
		return "none"
	}
	return string(v)
}
