package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/secrets"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// restore sets the fields that a change has sent to their former values.
func (u *Undoer) restore(ctx context.Context, op *catalog.Operation, e Entry) error {
	path, _, _ := strings.Cut(e.Path, "?")
	result := Result{Entry: e, Path: path, Name: name(e), Status: Kept}
	former, err := jsontext.Parse(string(e.Former))
	if err != nil || len(e.Former) == 0 {
		result.Why = "its former values are not known"
		return u.tell(result)
	}
	former = object(former)
	now, err := u.ask(ctx, path)
	switch {
	case err != nil:
		return err
	case !now.Exists():
		result.Status = Gone
		return u.tell(result)
	}
	now = object(now)
	sent, _ := jsontext.Parse(string(e.Body))
	body := map[string]json.RawMessage{}
	var others []string
	changed := false
	for field, v := range sent.Fields() {
		was, is := former.Get(field), now.Get(field)
		switch {
		case slices.Contains(e.Masked, field), strings.Contains(was.Raw(), `"`+secrets.Masked+`"`):
			others = append(others, field+" is secret")
			continue
		case same(was, is):
			body[field] = raw(v, was) // nothing to set back, but a PUT wants it
			continue
		case !same(v, is) && !u.Force:
			others = append(others, fmt.Sprintf("%s is %s, which the run did not write", field, short(is.Raw())))
			body[field] = raw(v, is)
			continue
		}
		body[field] = raw(v, was)
		changed = true
	}
	result.Why = strings.Join(others, "; ")
	if !changed {
		if len(others) == 0 {
			result.Status = Gone
		}
		return u.tell(result)
	}
	if op.Method == http.MethodPut {
		// What is not sent falls back to its default.
		for _, p := range op.BodyFields() {
			if is := now.Get(p.Name); body[p.Name] == nil && is.Exists() && !p.Schema.ReadOnly {
				body[p.Name] = raw(is, is)
			}
		}
	}
	if _, err := u.Client.Request(ctx, op.Method, path, nil, body); err != nil {
		var refusal *client.Error
		if errors.As(err, &refusal) && refusal.Status/100 == 4 {
			result.Status, result.Why = Kept, "the API refuses: "+refusal.Message
			return u.tell(result)
		}
		return err
	}
	result.Status = Undone
	return u.tell(result)
}

func short(text string) string {
	if text == "" {
		return "absent"
	}
	if len(text) > 60 {
		return text[:57] + "..."
	}
	return text
}

// same compares values as the API shows them: an object stands for its slug.
func same(a, b jsontext.Value) bool {
	return a.Equal(b) || slug(a) != "" && slug(a) == slug(b) || !a.Exists() && b.IsNull() || !b.Exists() && a.IsNull() || empty(a) && empty(b)
}

func empty(v jsontext.Value) bool {
	return v.IsNull() || v.Raw() == `""` || v.Raw() == "[]"
}

func slug(v jsontext.Value) string {
	switch v.Kind() {
	case jsontext.KindObject:
		return v.Get("slug").Text()
	case jsontext.KindString:
		return v.Text()
	}
	return ""
}

// raw is a value as a body wants it, in the form of what was sent.
func raw(sent, v jsontext.Value) json.RawMessage {
	if v.Kind() == jsontext.KindObject && (sent.Kind() == jsontext.KindString || v.Get("slug").Exists()) {
		if s := v.Get("slug"); s.Exists() {
			return json.RawMessage(s.Raw())
		}
	}
	if !v.Exists() {
		return json.RawMessage("null")
	}
	return json.RawMessage(v.Raw())
}
