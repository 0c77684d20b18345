package journal

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// tidy removes the tags that a run's droplets were found by, which a program that
// was killed leaves behind.
func (u *Undoer) tidy(ctx context.Context, entries []Entry) error {
	for _, tag := range Tags(entries) {
		path := "/v2/tags/" + url.PathEscape(tag)
		if _, err := u.Client.Request(ctx, http.MethodDelete, path, nil, nil); err != nil && !errors.Is(err, client.ErrNotFound) {
			return fmt.Errorf("removing the tag %s: %w", tag, err)
		}
		if u.Journal == nil {
			continue
		}
		if err := u.Journal.write(&Entry{Run: entries[0].Run, Event: EventUndo, Path: path, Tag: tag, Status: Undone}); err != nil {
			return err
		}
	}
	return nil
}

// Tags are the tags that droplets of a run were made with to be found by, and
// that may still be there.
func Tags(entries []Entry) []string {
	var tags []string
	for _, e := range entries {
		switch {
		case e.Tag == "":
		case e.Event == EventUndo:
			tags = slices.DeleteFunc(tags, func(tag string) bool { return tag == e.Tag })
		case !slices.Contains(tags, e.Tag):
			tags = append(tags, e.Tag)
		}
	}
	return tags
}

// tellTags tells of the tags that the run gave to what it made, and that nothing has
// any more. The API makes a tag that a create names, without a word: it may be the
// run's, and may have been there before, so it is kept.
func (u *Undoer) tellTags(ctx context.Context, entries []Entry) error {
	seen := map[string]bool{}
	for _, e := range entries {
		if e.Event != EventIntent || e.Kind == "tag" || catalog.ByID(e.Operation).Undo(e.Type).Method != catalog.UndoDelete {
			continue
		}
		body, err := jsontext.Parse(string(e.Body))
		if err != nil {
			continue // it has none
		}
		for given := range body.Get("tags").Elements() {
			tag := given.Text()
			if tag == "" || seen[tag] {
				continue
			}
			seen[tag] = true
			path := "/v2/tags/" + url.PathEscape(tag)
			is, err := u.ask(ctx, path)
			if err != nil {
				return fmt.Errorf("looking for the tag %s: %w", tag, err)
			}
			if is = object(is); !is.Exists() || is.Get("resources", "count").Int() > 0 {
				continue
			}
			of := Entry{Run: e.Run, Seq: e.Seq, Sign: "+", Kind: "tag"}
			if err := u.tell(Result{Entry: of, Path: path, Name: tag, Status: Kept, Why: "nothing has it any more, and it may have been there before the run"}); err != nil {
				return err
			}
		}
	}
	return nil
}
