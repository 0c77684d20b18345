package cassette

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// MissError is a request that was not recorded, or not once more.
type MissError struct {
	Method, URL string
	Nearest     string // the recorded request that is nearest, "" if there is none
	Difference  string // what is different about it
}

func (e *MissError) Error() string {
	text := fmt.Sprintf("the cassette has no answer for %s %s", e.Method, e.URL)
	if e.Nearest != "" {
		text += ": " + e.Nearest + " " + e.Difference
	}
	return text
}

// Final tells the client that asking again is in vain, and that nothing was
// sent.
func (e *MissError) Final() bool { return true }

// miss finds what is nearest to a request.
func (p *Player) miss(what request) *MissError {
	m := &MissError{Method: what.method, URL: what.url}
	path, query, _ := strings.Cut(what.url, "?")
	best := -1
	for _, e := range p.exchanges {
		otherPath, otherQuery, _ := strings.Cut(e.URL, "?")
		score, difference := 0, ""
		switch {
		case e.request() == what:
			score, difference = 1000, "was recorded, but not so often"
		case otherPath == path && e.Method == what.method && e.Body != what.body:
			score, difference = 500, "was recorded with another body: "+differ(e.Body, what.body)
		case otherPath == path && e.Method == what.method:
			score, difference = 400, fmt.Sprintf("was recorded with the query %s, not %s", quoted(otherQuery), quoted(query))
		case otherPath == path:
			score, difference = 300, "was recorded"
		default:
			score, difference = 2*shared(otherPath, path), "is the nearest that was recorded"
			if e.Method == what.method {
				score++
			}
		}
		if score > best {
			best = score
			m.Nearest, m.Difference = e.Method+" "+e.URL, difference
		}
	}
	return m
}

func quoted(query string) string {
	text, err := url.QueryUnescape(query)
	if err != nil {
		text = query
	}
	return fmt.Sprintf("%q", text)
}

// shared counts the elements that two paths begin with alike.
func shared(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

// differ names the first field in which two bodies differ.
func differ(recorded, asked string) string {
	var was, is map[string]json.RawMessage
	if json.Unmarshal([]byte(recorded), &was) != nil || json.Unmarshal([]byte(asked), &is) != nil {
		return fmt.Sprintf("%s, not %s", short(recorded), short(asked))
	}
	names := slices.Collect(maps.Keys(was))
	for name := range is {
		if _, both := was[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if string(was[name]) != string(is[name]) {
			return fmt.Sprintf("%s was %s, and is %s", name, short(string(was[name])), short(string(is[name])))
		}
	}
	return short(recorded)
}

func short(text string) string {
	switch {
	case text == "":
		return "nothing"
	case len(text) > 80:
		return text[:77] + "..."
	}
	return text
}
