package journal

import (
	"encoding/json"
	"slices"
	"strings"
)

// Left is something that a run made and that is still there, as far as its
// journal tells.
type Left struct {
	Kind, ID, Name, Line string
	Path                 string // of it; of its collection where Unsure
	Unsure               bool   // its create has no known outcome
}

// LeftBy are the objects that the entries of a run have made and not deleted,
// oldest first, and the creates of which nobody knows whether they acted.
func LeftBy(entries []Entry) []Left {
	intents := map[int]Entry{}
	done := map[int]bool{}
	var left []Left
	for _, e := range entries {
		switch e.Event {
		case EventIntent:
			intents[e.Seq] = e
		case EventUndo:
			if e.Status == Undone || e.Status == Gone {
				left = slices.DeleteFunc(left, func(l Left) bool { return !l.Unsure && l.Path != "" && l.Path == e.Path })
			}
		case EventOutcome:
			done[e.Of] = true
			intent := intents[e.Of]
			switch {
			case e.Status == Unknown && intent.Sign == "+":
				left = append(left, Left{Kind: intent.Kind, Name: strings.Join(intent.Names, ", "), Line: intent.Line, Path: intent.Target, Unsure: true})
			case e.Status != OK:
			case intent.Sign == "-":
				left = slices.DeleteFunc(left, func(l Left) bool {
					return !l.Unsure && l.Path == intent.Target || strings.HasPrefix(l.Path, intent.Target+"/") || byTag(intent, entries, l)
				})
			}
			for _, m := range e.Made {
				left = append(left, Left{Kind: intent.Kind, ID: m.ID, Name: m.Name, Line: intent.Line, Path: m.Path})
			}
		}
	}
	for _, e := range entries {
		if e.Event == EventIntent && e.Sign == "+" && !done[e.Seq] {
			left = append(left, Left{Kind: e.Kind, Name: strings.Join(e.Names, ", "), Line: e.Line, Path: e.Target, Unsure: true})
		}
	}
	return left
}

// byTag reports whether a delete by tag was about an object that was made with
// the tag.
func byTag(intent Entry, entries []Entry, l Left) bool {
	_, query, _ := strings.Cut(intent.Path, "?tag_name=")
	if query == "" || l.Kind != "droplet" {
		return false
	}
	for _, e := range entries {
		for _, m := range e.Made {
			if m.Path != l.Path {
				continue
			}
			var o struct {
				Tags []string `json:"tags"`
			}
			return json.Unmarshal(m.Object, &o) == nil && slices.Contains(o.Tags, query)
		}
	}
	return false
}

// Left is [LeftBy] for this run so far.
func (j *Journal) Left() []Left { return LeftBy(j.Entries()) }

// TagsLeft are the [Tags] of this run so far, which stay when the program ends at
// once.
func (j *Journal) TagsLeft() []string { return Tags(j.Entries()) }
