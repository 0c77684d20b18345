package journal

import (
	"errors"
	"net/http"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// outcomeOf says whether a call has happened.
func outcomeOf(c *client.Call, err error) string {
	var refusal *client.Error
	var broke *client.ConnectionError
	switch {
	case err == nil:
		return OK
	case errors.As(err, new(*client.UnknownOutcomeError)):
		return Unknown
	case errors.As(err, &refusal):
		if refusal.Status/100 == 4 && refusal.Status != http.StatusRequestTimeout && refusal.Status != 499 || refusal.Status/100 == 3 || refusal.Status == http.StatusNotImplemented {
			return Refused
		}
	case errors.As(err, &broke) && !broke.Sent:
		return Refused
	}
	return Unknown
}

// madeBy are the objects in the answer to a create.
func madeBy(c *client.Call, what *change.Change, reply *client.Reply) []Made {
	undo := c.Op.Undo(what.Type)
	if what.Sign != change.Create || undo.Method != catalog.UndoDelete || reply == nil {
		return nil
	}
	r, _ := catalog.CollectionOf(c.Op)
	body, err := jsontext.Parse(string(secrets.Answer(c.Op, reply.Body)))
	if err != nil {
		return nil
	}
	var items []jsontext.Value
	for v := range body.Get(c.Op.ListKey).Elements() {
		items = append(items, v)
	}
	if v := body.Get(c.Op.Wrapper); c.Op.Wrapper != "" && v.Exists() && !v.IsNull() {
		items = append(items, v)
	} else if c.Op.Wrapper == "" && len(items) == 0 && body.Kind() == jsontext.KindObject {
		items = append(items, body)
	}
	var all []Made
	for _, item := range items {
		if m := madeItem(undo.By, r, what.Path, item); m != nil {
			all = append(all, *m)
		}
	}
	return all
}

// madeItem tells of an object what finds it again, nil if nothing does.
func madeItem(by *catalog.Operation, r *catalog.Collection, collection string, item jsontext.Value) *Made {
	id := idOf(r, item)
	if id == "" {
		return nil
	}
	_, values := catalog.Match(http.MethodPost, collection)
	var path []string
	for _, v := range values {
		path = append(path, v.Value)
	}
	path = append(path, id)
	n := strings.Count(by.Path, "{")
	if n > len(path) {
		return nil
	}
	at, err := catalog.Expand(by.Path, path[len(path)-n:]...)
	if err != nil {
		return nil
	}
	return &Made{Path: at, ID: id, Name: item.Get("name").Text(), CreatedAt: item.Get("created_at").Text(), Object: jsonOnly([]byte(item.Raw()))}
}
