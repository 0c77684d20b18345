package sim

import (
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// creatable are the collections whose items are made by a body of their own,
// and not by what was there before: no actions, no droplets.
func creatable() []*catalog.Collection {
	var found []*catalog.Collection
	list := catalog.Collections()
	for i := range list {
		op := list[i].Op(catalog.RoleCreate)
		if op == nil || op.Host != catalog.API || !areas().Collection(list[i].Path) {
			continue
		}
		if how, _ := areas().How(op.ID); how == engine.Generic || how == engine.Behaviour && knownBodies[op.ID] != nil {
			found = append(found, &list[i])
		}
	}
	return found
}

// make creates an item and returns it with its id.
func (s *sampler) make(res *catalog.Collection, full bool) (sent, item map[string]any, id string) {
	s.Helper()
	sent = s.body(res.Op(catalog.RoleCreate), full)
	got, err := s.send("POST", s.path(res.Path), sent)
	if err != nil {
		s.Fatal(err)
	}
	if got.status/100 != 2 {
		s.Fatalf("POST %v: %d %s", sent, got.status, got.text)
	}
	item, _ = got.at(res.ObjectKey).(map[string]any)
	if res.ObjectKey == "" {
		item = got.body
	}
	if id = idOf(res, item); id == "" {
		id = onlyID(got.body)
	}
	if id == "" {
		s.Fatalf("no id in %s", got.text)
	}
	return sent, item, id
}

// shown returns an item as a get shows it, or else the list.
func (s *sampler) shown(res *catalog.Collection, id string) (item map[string]any, text string) {
	path := s.path(res.Path)
	if get := res.Op(catalog.RoleGet); get != nil && areas().Simulates(get.ID) {
		got := s.get(path + "/" + url.PathEscape(id))
		item, _ = got.at(res.ObjectKey).(map[string]any)
		if item == nil { // some are shown without the key that a create has
			item = got.body
		}
		return item, got.text
	}
	list := res.Op(catalog.RoleList)
	if list == nil || !areas().Simulates(list.ID) {
		return nil, ""
	}
	for _, e := range s.get(path + "?per_page=200").list(list.ListKey) {
		if m, _ := e.(map[string]any); idOf(res, m) == id {
			return m, jsonOf(m)
		}
	}
	s.Errorf("%s is not in the list", id)
	return nil, ""
}

// promises reports whether an item is to be shown with a field.
func promises(res *catalog.Collection, field string) bool {
	for _, role := range []catalog.Role{catalog.RoleGet, catalog.RoleList} {
		if op := res.Op(role); op != nil && areas().Simulates(op.ID) {
			e := op.Element()
			return e != nil && e.Prop(field) != nil
		}
	}
	return false
}

// otherwise are fields of changes that have another form than what shows them.
var otherwise = map[string]bool{"genai_update_evaluation_test_case metrics": true}

// What was sent comes back, by get and by list, whatever it was; two of a kind
// differ in their ids; a second get is the same; deleting one leaves the other.
func TestEcho(t *testing.T) {
	defer recordEcho(t)
	for _, res := range creatable() {
		t.Run(res.Path[1:], func(t *testing.T) {
			s := newSampler(newAPI(t))
			var items []map[string]any
			var ids []string
			for _, full := range []bool{false, true} {
				sent, item, id := s.make(res, full)
				items, ids = append(items, item), append(ids, id)
				shown, text := s.shown(res, id)
				for key, value := range sent {
					have, ok := shown[key]
					if ok && !sameValue(value, have) || !ok && promises(res, key) {
						t.Errorf("%s: sent %v, got %v", key, value, have)
					}
				}
				if _, again := s.shown(res, id); again != text {
					t.Errorf("a second get differs: %s, %s", text, again)
				}
				if list := res.Op(catalog.RoleList); list != nil && areas().Simulates(list.ID) {
					if !slices.ContainsFunc(s.get(s.path(res.Path)+"?per_page=200").list(list.ListKey), func(e any) bool {
						m, _ := e.(map[string]any)
						return idOf(res, m) == id
					}) {
						t.Errorf("%s is not in the list", id)
					}
				}
			}
			for _, role := range []catalog.Role{catalog.RoleUpdate, catalog.RolePatch} {
				op := res.Op(role)
				if op == nil || !areas().Simulates(op.ID) {
					continue
				}
				sent := s.body(op, true)
				if how, _ := areas().How(op.ID); how == engine.Behaviour && knownBodies[op.ID] == nil {
					continue
				}
				got, err := s.send(op.Method, s.path(res.Path)+"/"+url.PathEscape(ids[0]), sent)
				if err != nil || got.status/100 != 2 {
					t.Fatalf("%s %v: %d %s %v", op.Method, sent, got.status, got.text, err)
				}
				shown, _ := s.shown(res, ids[0])
				for key, value := range sent {
					if have, ok := shown[key]; ok && !sameValue(value, have) && !slices.Contains(res.IDs[:1], key) && !otherwise[op.ID+" "+key] {
						t.Errorf("%s: changed to %v, got %v", key, value, have)
					}
				}
			}
			for _, name := range []string{"id", "uuid", "urn"} {
				if items[0][name] != nil && reflect.DeepEqual(items[0][name], items[1][name]) {
					t.Errorf("both have the %s %v", name, items[0][name])
				}
			}
			if del := res.Op(catalog.RoleDelete); del != nil && areas().Simulates(del.ID) {
				s.sleep(30 * time.Minute) // whatever goes on has ended
				_, before := s.shown(res, ids[1])
				got, err := s.send("DELETE", s.path(res.Path)+"/"+url.PathEscape(ids[0]), nil)
				if err != nil || got.status/100 != 2 {
					t.Fatalf("DELETE: %d %s %v", got.status, got.text, err)
				}
				s.sleep(time.Hour)
				if _, after := s.shown(res, ids[1]); after != before {
					t.Errorf("deleting one has changed the other: %s, before %s", after, before)
				}
				if get := res.Op(catalog.RoleGet); get != nil && areas().Simulates(get.ID) {
					s.do(404, "GET", s.path(res.Path)+"/"+url.PathEscape(ids[0]), nil)
				}
			}
		})
	}
}

// recordEcho writes down what TestEcho has shown, when it has.
func recordEcho(t *testing.T) {
	if !t.Failed() {
		shows(t, "echo", rolesOf(creatable(), catalog.RoleCreate, catalog.RoleGet, catalog.RoleList, catalog.RoleUpdate, catalog.RolePatch, catalog.RoleDelete))
	}
}

// Bodies that are not as the description wants them are refused in the API's
// shape, and change nothing.
func TestRefusals(t *testing.T) {
	broken := map[catalog.Kind]any{
		catalog.String: map[string]any{"x": 1}, catalog.Integer: "x", catalog.Number: "x", catalog.Boolean: "x", catalog.Array: "x", catalog.Object: "x",
	}
	for _, res := range creatable() {
		t.Run(res.Path[1:], func(t *testing.T) {
			s := newSampler(newAPI(t))
			op := res.Op(catalog.RoleCreate)
			path, body := s.path(res.Path), s.body(op, true)
			before := string(s.server.State())
			refuse := func(what string, body any) {
				t.Helper()
				got, err := s.send("POST", path, body)
				if err != nil || got.status/100 != 4 || got.str("message") == "" && got.str("error") == "" {
					t.Errorf("%s: %d %s %v", what, got.status, got.text, err)
				}
				if after := string(s.server.State()); after != before {
					t.Fatalf("%s has changed the state", what)
				}
			}
			for _, f := range op.BodyFields() {
				if f.Required {
					refuse("without "+f.Name, without(body, f.Name))
				}
				if bad := broken[f.Schema.Kind]; bad != nil && !f.Schema.ReadOnly {
					refuse("bad "+f.Name, with(body, f.Name, bad))
				}
				if table := areas().Named[f.Name]; table != "" && !f.Schema.ReadOnly {
					var nowhere any = "00000000-0000-8000-8000-00000000dead"
					if f.Schema.Kind == catalog.Integer {
						nowhere = 17
					}
					if f.Schema.Kind == catalog.Array {
						nowhere = []any{nowhere}
						if f.Schema.Items != nil && f.Schema.Items.Kind == catalog.Integer {
							nowhere = []any{17}
						}
					}
					refuse(f.Name+" that is nowhere", with(body, f.Name, nowhere))
				}
			}
			refuse("no JSON", "{")
			refuse("a list", "[]")
		})
	}
	shows(t, "refusal", rolesOf(creatable(), catalog.RoleCreate))
}

func without(body map[string]any, name string) map[string]any {
	c := with(body)
	delete(c, name)
	return c
}

// What the catalog knows a state of goes through a pending one, and ends.
func TestStates(t *testing.T) {
	passed := map[string]bool{}
	defer func() { shows(t, "states", passed) }()
	for _, res := range creatable() {
		get := res.Op(catalog.RoleGet)
		if get == nil {
			continue
		}
		waiter := catalog.StatesOf(get)
		if how, _ := areas().How(res.Op(catalog.RoleCreate).ID); waiter == nil || how != engine.Generic || len(waiter.Pending) == 0 || strings.Contains(waiter.Field, "[") {
			continue
		}
		t.Run(res.Path[1:], func(t *testing.T) {
			s := newSampler(newAPI(t))
			_, _, id := s.make(res, false)
			path := s.path(res.Path) + "/" + id
			state := func() catalog.State {
				got := s.get(path)
				at := any(got.body)
				for _, key := range strings.Split(waiter.Field, ".") {
					m, _ := at.(map[string]any)
					at = m[key]
				}
				return waiter.State(jsonOf(at))
			}
			if state() != catalog.StatePending {
				t.Errorf("%s does not begin in a pending state: %s", id, s.get(path).text)
			}
			s.sleep(time.Hour)
			if state() != catalog.StateOK {
				t.Errorf("%s does not end: %s", id, s.get(path).text)
			}
			passed[res.Op(catalog.RoleCreate).ID], passed[get.ID] = true, true
		})
	}
}

// sameValue compares what was sent with what came back; a slug or an id may come
// back as the object that it means, and an object with more than was sent.
func sameValue(sent, have any) bool {
	var plain any
	json.Unmarshal([]byte(jsonOf(sent)), &plain)
	return within(plain, have)
}

func within(sent, have any) bool {
	switch sent := sent.(type) {
	case string:
		if m, ok := have.(map[string]any); ok {
			return m["slug"] == sent || m["metric_uuid"] == sent
		}
	case map[string]any:
		m, ok := have.(map[string]any)
		for key, value := range sent {
			ok = ok && within(value, m[key])
		}
		return ok
	case []any:
		list, ok := have.([]any)
		if !ok || len(list) != len(sent) {
			return false
		}
		for i := range sent {
			ok = ok && within(sent[i], list[i])
		}
		return ok
	}
	return reflect.DeepEqual(sent, have)
}
