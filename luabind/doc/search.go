package doc

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
)

// Search lists the functions, arguments, properties, fields, topics and whatever else
// there is help on in whose names or texts all of the words stand, in any case: each
// with its first line, of topics the line where they stand. Names come before texts,
// and whole words before beginnings; words that merely have one inside come only
// where there is nothing else.
func (x *Index) Search(words ...string) []string {
	var found []hit
	add := func(name, text string) {
		if s := score(name, text, words); s < nowhere {
			found = append(found, hit{name, firstLine(text), s})
		}
	}
	for name, text := range x.Topics {
		best := hit{score: nowhere}
		for line := range strings.Lines(text) {
			if s := score(name, line, words); s < best.score {
				best = hit{name, strings.Join(strings.Fields(line), " "), s}
			}
		}
		if best.score < nowhere {
			found = append(found, best)
		}
	}
	x.each(add)
	if x.Further != nil {
		for _, f := range x.Further() {
			add(f[0], f[1])
		}
	}
	slices.SortFunc(found, func(a, b hit) int {
		return cmp.Or(a.score-b.score, x.far(a.name)-x.far(b.name), strings.Compare(a.name, b.name))
	})
	found = slices.Compact(found)
	if i := slices.IndexFunc(found, func(h hit) bool { return h.score >= inside }); i > 0 {
		found = found[:i]
	}
	return lines(found)
}

// hit is what a search found.
type hit struct {
	name, text string
	score      int // the smaller, the better
}

// How a word stands in a name or a text. Of several words the worst counts.
const (
	named    = iota // a word of the name's last part
	begins          // the beginning of one
	owned           // a word of the name, or the beginning of one
	told            // a word of the text
	toldPart        // the beginning of a word of the text
	inside          // within a word
	nowhere
)

// score is how all of some words stand in a name or its text.
func score(name, text string, words []string) (worst int) {
	name, text = strings.ToLower(name), strings.ToLower(text)
	owner, last, _ := cutLast(name)
	if strings.Contains(owner, ".") {
		last = name // the group that an operation is of tells as much as its own name
	}
	for _, w := range words {
		whole, part, _ := standsIn(last, strings.ToLower(w))
		_, of, any := standsIn(name, strings.ToLower(w))
		wholeText, partText, anyText := standsIn(text, strings.ToLower(w))
		s := nowhere
		switch {
		case whole:
			s = named
		case part:
			s = begins
		case of:
			s = owned
		case wholeText:
			s = told
		case partText:
			s = toldPart
		case any || anyText:
			s = inside
		}
		worst = max(worst, s)
	}
	return worst
}

// far says how far a name is from what scripts begin with: first the modules that are
// there without require.
func (x *Index) far(name string) int {
	first, _, _ := strings.Cut(name, ".")
	if m := x.Module(first); m != nil && m.Class != nil {
		return 0
	}
	return 1
}

// standsIn tells how a word stands in a text: whole, as a beginning, or anywhere. An s
// at its end does not matter.
func standsIn(text, word string) (whole, part, any bool) {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for at := 0; at <= len(text); {
		i := strings.Index(text[at:], word)
		if i < 0 || word == "" {
			return whole, part, any
		}
		i += at
		any = true
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text[i+len(word):], "s"))
		if !letter(before) {
			part = true
			whole = whole || !letter(after)
		}
		at = i + len(word)
	}
	return whole, part, any
}

// lines renders what was found. What says the same of members of one name in many
// places becomes one line.
func lines(found []hit) []string {
	const apart = 3
	type same struct{ last, text string }
	key := func(h hit) same {
		_, last, _ := cutLast(h.name)
		return same{last, h.text}
	}
	count := map[same]int{}
	for _, h := range found {
		count[key(h)]++
	}
	var out []string
	shown := map[same]int{}
	for _, h := range found {
		k := key(h)
		shown[k]++
		switch {
		case h.text == "", count[k] <= apart, shown[k] < apart:
			out = append(out, h.name+"  "+h.text)
		case shown[k] == apart:
			out = append(out, fmt.Sprintf("%s (and %d more of this name)  %s", h.name, count[k]-apart, h.text))
		}
	}
	return out
}

// each calls add with everything that modules describe.
func (x *Index) each(add func(name, text string)) {
	called := func(place string, f *luabind.Func) {
		if f == nil {
			return
		}
		add(place+f.Name, f.Doc)
		options := f.Params
		if f.More != nil {
			options = append(slices.Clip(options), f.More()...)
		}
		for _, p := range options {
			if p.Option && !strings.Contains(place, ":") {
				add(place+f.Name+"{"+p.Name+"}", paramText(p))
			}
		}
	}
	for _, m := range x.Modules {
		add(m.Name, m.Doc)
		called("", m.Call)
		if m.Class != nil {
			called("", m.Class.Call)
		}
		for i := range m.Funcs {
			called(m.Name+".", &m.Funcs[i])
		}
		for _, k := range m.Constants {
			add(m.Name+"."+k.Name, k.Doc)
		}
		if m.Class == nil {
			continue
		}
		for _, p := range m.Class.Properties {
			add(m.Name+"."+p.Name, p.Doc)
		}
		if m.Class.Static != nil {
			for group, c := range m.Class.Static() {
				if c == nil {
					continue
				}
				for i := range c.Methods {
					add(m.Name+"."+group+"."+c.Methods[i].Name, c.Methods[i].Doc)
				}
			}
		}
	}
	for _, n := range x.Classes() {
		if c := x.classes[n]; !x.modular(n) && !c.Bound {
			for i := range c.Methods {
				called(n+":", &c.Methods[i])
			}
			for _, p := range c.Properties {
				add(n+"."+p.Name, p.Doc)
			}
			for _, p := range c.Fields {
				add(n+"."+p.Name, p.Doc)
			}
		}
	}
}
