package journal

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// opposite sends the operation that takes a change back, about those things
// only that the change was about and that were not so before.
func (u *Undoer) opposite(ctx context.Context, op *catalog.Operation, undo catalog.Undo, e Entry) error {
	if undo.By == op {
		return u.oppositeAction(ctx, undo, e)
	}
	result := Result{Entry: e, Path: e.Target, Name: name(e), Status: Kept}
	sent, err := jsontext.Parse(string(e.Body))
	if err != nil {
		result.Why = "what it was about is not known"
		return u.tell(result)
	}
	added := e.Method == http.MethodPost
	former, _ := jsontext.Parse(string(e.Former))
	former = object(former)
	body := map[string]json.RawMessage{}
	for field, list := range sent.Fields() {
		before := former.Get(field)
		var touched []string
		for v := range list.Elements() {
			was := contains(before, v)
			if strings.HasPrefix(e.Operation, "tags_") {
				was = slices.Contains(e.Known, v.Get("resource_id").String())
			}
			if was != added {
				touched = append(touched, v.Raw())
			}
		}
		if len(touched) > 0 {
			body[field] = json.RawMessage("[" + strings.Join(touched, ",") + "]")
		}
	}
	if len(body) == 0 {
		result.Status = Gone
		return u.tell(result)
	}
	return u.send(ctx, result, undo.By.Method, e.Path, body)
}

// contains reports whether a list has a value.
func contains(list, v jsontext.Value) bool {
	for w := range list.Elements() {
		if w.Equal(v) || w.Kind() != v.Kind() && w.String() == v.String() {
			return true
		}
	}
	return false
}

// send sends what takes a change back.
func (u *Undoer) send(ctx context.Context, result Result, method, path string, body any) error {
	v, err := u.Client.Request(ctx, method, path, nil, body)
	var refusal *client.Error
	switch {
	case err == nil:
		result.Status = Undone
		if err := u.settle(ctx, v); err != nil {
			return err
		}
	case errors.Is(err, client.ErrNotFound):
		result.Status = Gone
	case errors.As(err, &refusal) && refusal.Status/100 == 4:
		result.Status, result.Why = Kept, "the API refuses: "+refusal.Message
	default:
		return err
	}
	return u.tell(result)
}

// settle waits until an action that was begun has ended, so that what comes
// after it finds its things as they will be.
func (u *Undoer) settle(ctx context.Context, v jsontext.Value) error {
	id := v.Get("action", "id")
	for id.Exists() && v.Get("action", "status").Text() == "in-progress" {
		if err := u.Client.Clock().Sleep(ctx, u.Client.WaitInterval()); err != nil {
			return err
		}
		var err error
		if v, err = u.ask(ctx, "/v2/actions/"+id.String()); err != nil {
			return err
		}
	}
	return nil
}

// oppositeAction sends an action that leads back to the state before, if the
// action had led away from it.
func (u *Undoer) oppositeAction(ctx context.Context, undo catalog.Undo, e Entry) error {
	result := Result{Entry: e, Path: e.Target, Name: name(e), Status: Kept}
	former, err := jsontext.Parse(string(e.Former))
	if err != nil || len(e.Former) == 0 {
		result.Why = "its former state is not known"
		return u.tell(result)
	}
	now, err := u.ask(ctx, e.Target)
	switch {
	case err != nil:
		return err
	case !now.Exists():
		result.Status = Gone
		return u.tell(result)
	}
	former, now = object(former), object(now)
	sent, _ := jsontext.Parse(string(e.Body))
	body := map[string]any{"type": undo.Type}
	back := false
	switch e.Type {
	case "power_on", "power_off", "shutdown":
		back = former.Get("status").Text() != now.Get("status").Text()
	case "enable_backups", "disable_backups":
		had := contains(former.Get("features"), jsontext.Of(`"backups"`))
		back = had != contains(now.Get("features"), jsontext.Of(`"backups"`))
	case "rename":
		body["name"] = former.Get("name").Text()
		back = former.Get("name").Text() != now.Get("name").Text()
		if back && now.Get("name").Text() != sent.Get("name").Text() && !u.Force {
			result.Why = "its name is " + now.Get("name").Text() + ", which the run did not write"
			return u.tell(result)
		}
	case "attach", "detach":
		was, is := former.Get("droplet_ids"), now.Get("droplet_ids")
		droplet := sent.Get("droplet_id")
		body["droplet_id"], body["region"] = json.RawMessage(droplet.Raw()), now.Get("region", "slug").Text()
		back = contains(was, droplet) != contains(is, droplet)
	case "assign", "unassign":
		was, is := former.Get("droplet", "id"), now.Get("droplet", "id")
		back = was.String() != is.String()
		if back && e.Type == "assign" && is.Exists() && is.String() != sent.Get("droplet_id").String() && !u.Force {
			result.Why = "it is assigned to droplet " + is.String() + ", which the run did not do"
			return u.tell(result)
		}
		if was.Exists() && !was.IsNull() {
			body["type"], body["droplet_id"] = "assign", json.RawMessage(was.Raw())
		}
	}
	if !back {
		result.Status = Gone
		return u.tell(result)
	}
	return u.send(ctx, result, http.MethodPost, e.Path, body)
}
