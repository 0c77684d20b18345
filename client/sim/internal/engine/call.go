package engine

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// described is the date of the description that the catalog was made from.
const described = "2026-08-07"

// notServed is what the simulator says of what it does not do. The API itself
// never answers so.
func notServed(format string, args ...any) error {
	return &Error{Status: http.StatusNotImplemented, ID: "not_implemented", Message: fmt.Sprintf(format, args...)}
}

// Call finds the behaviour and checks the body before it.
func (w *World) Call(r *Request) (*Reply, error) {
	if r.ID == "unknown" {
		return nil, notServed("the simulator knows no %s %s, and neither does the API's description of %s", r.Method, r.Path, described)
	}
	behave := w.API.Handlers[r.ID]
	if behave == nil {
		return nil, notServed("the simulator does not simulate %s.%s: %s", r.Op.Group, r.Op.Name, w.API.why[r.ID])
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Header.Get("Content-Type") != "application/octet-stream" && len(bytes.TrimSpace(r.Text)) > 0 {
		body, err := ParseDocument(r.Text)
		if err != nil {
			return nil, ErrParsing
		}
		if key := w.API.Nested[r.ID]; key != "" && len(body.Fields) == 1 && body.Has(key) {
			body = body.Object(key)
			for i := range body.Fields { // the API reads names of fields in any case
				body.Fields[i].Key = strings.ToLower(body.Fields[i].Key)
			}
		}
		numberIDs(&body)
		r.Body = body
		if r.Op != nil && r.Op.Body != nil {
			if err := CheckTypes(r.Op.Body, &r.Body); err != nil {
				return nil, err
			}
		}
	}
	if w.failing = r.Fail; len(w.waiting) > 0 && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		w.read()
	}
	if len(r.Body.Fields) == 0 {
		return behave(w, r)
	}
	r.Body.seen = map[string]bool{}
	rep, err := behave(w, r)
	if err == nil {
		w.noteUnread(r)
	}
	return rep, err
}

// numberIDs reads the texts of droplets' ids as numbers, as the API does: Ansible's
// modules send nothing else.
// https://github.com/ansible-collections/community.digitalocean/blob/main/plugins/modules/digital_ocean_firewall.py
func numberIDs(body *Document) {
	for i := range body.Fields {
		f := &body.Fields[i]
		if f.Key != "droplet_ids" || f.Value[0] != '[' || !strings.Contains(string(f.Value), `"`) {
			continue
		}
		ids := []Raw{}
		for _, item := range Elements(f.Value) {
			if _, err := strconv.ParseInt(DecodeString(item), 10, 64); err == nil {
				item = Raw(DecodeString(item))
			}
			ids = append(ids, item)
		}
		f.Value = Encode(ids)
	}
}

// noteUnread writes down which fields of a body nobody has looked at.
func (w *World) noteUnread(r *Request) {
	for _, f := range r.Body.Fields {
		if r.Body.seen[f.Key] {
			continue
		}
		if w.Unread == nil {
			w.Unread = map[string]map[string]int{}
		}
		if w.Unread[r.ID] == nil {
			w.Unread[r.ID] = map[string]int{}
		}
		w.Unread[r.ID][f.Key]++
	}
}

// Ask has one area use an operation of another, as a client would. The answer is
// what the client would get.
func (w *World) Ask(r *Request, id string, body Document, params ...string) (*Reply, error) {
	inner := &Request{Ctx: r.Ctx, Base: r.Base, Header: r.Header, ID: id, Op: catalog.ByID(id), Body: body, Fail: r.Fail}
	inner.Method, inner.Path = inner.Op.Method, inner.Op.Path
	for i := 0; i+1 < len(params); i += 2 {
		inner.SetParam(params[i], params[i+1])
	}
	return w.API.Handlers[id](w, inner)
}
