package plan

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Assumed is a state that an object of the account was in only for the time being
// when it was first read, and what the plan takes it to become by itself.
type Assumed struct {
	N     int    `json:"n"`
	Path  string `json:"path"`
	Kind  string `json:"kind"`
	Name  string `json:"name,omitempty"`
	Field string `json:"field"`
	Was   string `json:"was"`
	Is    string `json:"is"` // "" for what is on its way out
	// After is how long that usually takes.
	After time.Duration `json:"after"`

	at    time.Time         // when it is over, by the plan's clock
	gives map[string]string // further fields, as JSON, by their paths
	done  bool              // also in the copy
}

// usual is how long a state lasts that is one only for the time being, by the id of
// the operation that shows it.
func usual(op string) time.Duration {
	switch op {
	case "droplets_get", "actions_get":
		return time.Minute
	case "databases_get_cluster", "kubernetes_get_cluster", "images_get":
		return 10 * time.Minute
	case "kubernetes_get_nodePool", "apps_get_deployment":
		return 5 * time.Minute
	}
	return 0
}

// usualOthers is that of others.
const usualOthers = 2 * time.Minute

// assume has what an answer of the account shows as passing become what it is
// about to be, once its time is over.
func (o *Overlay) assume(r *http.Request, a *saved) *saved {
	if a.status != http.StatusOK || r.Method != http.MethodGet {
		return a
	}
	path := apiPath(r.URL)
	op, _ := catalog.Match(http.MethodGet, path)
	if op == nil {
		return a
	}
	answer, err := jsontext.Parse(string(a.body))
	if err != nil {
		return a
	}
	if op.IsList() {
		return o.assumeList(op, path, a, answer)
	}
	states := catalog.StatesOf(op)
	if states == nil {
		return a
	}
	wrapper, field := inObject(states, op)
	object := answer
	if wrapper != "" {
		object = answer.Get(wrapper)
	}
	switch text, gone := o.became(states, field, canonical(path), object); {
	case gone:
		return notFound()
	case text == "":
		return a
	case wrapper == "":
		return &saved{a.status, a.header, []byte(text)}
	default:
		return &saved{a.status, a.header, []byte(setField(string(a.body), []string{wrapper}, text))}
	}
}

// assumeList is assume for the elements of a list.
func (o *Overlay) assumeList(op *catalog.Operation, path string, a *saved, answer jsontext.Value) *saved {
	res, _ := catalog.CollectionOf(op)
	if res == nil || res.Op(catalog.RoleGet) == nil {
		return a
	}
	get := res.Op(catalog.RoleGet)
	states := catalog.StatesOf(get)
	if states == nil {
		return a
	}
	_, field := inObject(states, get)
	var items []string
	changed := false
	for item := range answer.Get(op.ListKey).Elements() {
		at := canonical(strings.TrimSuffix(path, "/")) + "/" + url.PathEscape(valueOf(identify(item)))
		text, gone := o.became(states, field, at, item)
		switch {
		case gone:
			changed = true
			continue
		case text != "":
			changed = true
		default:
			text = item.Raw()
		}
		items = append(items, text)
	}
	if !changed {
		return a
	}
	return &saved{a.status, a.header, []byte(setField(string(a.body), []string{op.ListKey}, "["+strings.Join(items, ",")+"]"))}
}

// inObject parts the path of a state in an answer from what the answer wraps the
// object in.
func inObject(states *catalog.States, op *catalog.Operation) (wrapper, field string) {
	if first, rest, ok := strings.Cut(states.Field, "."); ok && op.Wrapper == first {
		return first, rest
	}
	return "", states.Field
}

// apiPath is the path of a URL from /v2 on.
func apiPath(u *url.URL) string {
	path := u.EscapedPath()
	if i := strings.Index(path, "/v2/"); i > 0 {
		path = path[i:]
	}
	return path
}

// became is an object as it is once its passing state is over, "" while it is
// not, or where it has none. gone tells that it was about to be deleted.
func (o *Overlay) became(states *catalog.States, field, path string, object jsontext.Value) (text string, gone bool) {
	if strings.Contains(field, "[") || !object.Exists() || o.made[path] {
		return "", false
	}
	state := object.Get(strings.Split(field, ".")...)
	as := o.assumed[path]
	if as == nil {
		if state.Exists() && slices.Contains(states.Pending, state.Raw()) {
			as = o.passing(states, field, path, object)
		} else if object.Get("locked").Raw() == "true" && strings.HasPrefix(path, "/v2/droplets/") {
			as = o.note(&Assumed{Path: path, Kind: "droplet", Name: object.Get("name").Text(), Field: "locked", Was: "true", Is: "false", After: usual("droplets_get")})
		}
	}
	switch {
	case as == nil || o.clock.Now().Before(as.at):
		return "", false
	case as.Is == "":
		return "", true
	}
	return as.patch(object.Raw()), false
}

// passing notes a state that is one for the time being.
func (o *Overlay) passing(states *catalog.States, field, path string, object jsontext.Value) *Assumed {
	state := object.Get(strings.Split(field, ".")...)
	as := &Assumed{Path: path, Field: field, Was: state.Raw(), After: usual(states.Get.ID), gives: map[string]string{}}
	if as.After == 0 {
		as.After = usualOthers
	}
	if res, _ := catalog.CollectionOf(states.Get); res != nil {
		as.Kind = res.ObjectKey
	}
	as.Name = object.Get("name").Text()
	word := strings.ToLower(state.Text())
	switch {
	case strings.Contains(word, "delet") || strings.Contains(word, "deprovision"):
		return o.note(as)
	case len(states.OK) > 0:
		as.Is = states.OK[0]
	case state.IsNull():
		as.Is = `"` + o.began.UTC().Format(time.RFC3339) + `"`
	default:
		return nil // nobody knows what it becomes
	}
	o.note(as)
	address := func() string { return fmt.Sprintf("198.19.%d.%d", 255-as.N/250, as.N%250+1) }
	switch as.Kind {
	case "droplet":
		as.gives["locked"] = "false"
		networks, public := []string{}, false
		for n := range object.Get("networks", "v4").Elements() {
			networks, public = append(networks, n.Raw()), public || n.Get("type").Text() == "public"
		}
		if !public {
			networks = append(networks, `{"ip_address":"`+address()+`","netmask":"255.255.192.0","gateway":"198.19.0.1","type":"public"}`)
			as.gives["networks.v4"] = "[" + strings.Join(networks, ",") + "]"
		}
	case "load_balancer":
		if object.Get("ip").Text() == "" {
			as.gives["ip"] = `"` + address() + `"`
		}
	case "action":
		as.gives["completed_at"] = `"` + as.at.UTC().Format(time.RFC3339) + `"`
		o.acted(as, object)
	}
	return as
}

// acted has the droplet of an action become what the action makes of it.
func (o *Overlay) acted(action *Assumed, object jsontext.Value) {
	path := "/v2/droplets/" + object.Get("resource_id").String()
	if object.Get("resource_type").Text() != "droplet" || o.assumed[path] != nil {
		return
	}
	status := map[string]string{"power_off": `"off"`, "shutdown": `"off"`, "power_on": `"active"`, "reboot": `"active"`, "power_cycle": `"active"`}[object.Get("type").Text()]
	if status == "" {
		return
	}
	o.note(&Assumed{
		Path: path, Kind: "droplet", Field: "status", Was: `"` + object.Get("type").Text() + `"`, Is: status, After: action.After,
		gives: map[string]string{"locked": "false"},
	})
}

// note keeps an assumption, and has it hold after its time.
func (o *Overlay) note(as *Assumed) *Assumed {
	as.N = len(o.assumptions) + 1
	as.at = o.clock.Now().Add(as.After)
	o.assumed[as.Path] = as
	o.assumptions = append(o.assumptions, as)
	return as
}

// patch is an object as it is assumed to have become, and its values that nobody
// knows go by the assumption.
func (as *Assumed) patch(text string) string {
	text = setField(text, strings.Split(as.Field, "."), as.Is)
	for _, field := range sortedKeys(as.gives) {
		text = setField(text, strings.Split(field, "."), as.gives[field])
	}
	return text
}

// setField is an object's text with a field set.
func setField(object string, path []string, value string) string {
	fields := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(object), &fields) != nil {
		return object
	}
	if len(path) > 1 {
		inner := string(fields[path[0]])
		if inner == "" || inner == "null" {
			inner = "{}"
		}
		value = setField(inner, path[1:], value)
	}
	fields[path[0]] = json.RawMessage(value)
	text, err := json.Marshal(fields)
	if err != nil {
		return object
	}
	return string(text)
}

// mature has assumptions whose time has come hold in the copy too.
func (o *Overlay) mature() error {
	now := o.clock.Now()
	for _, as := range o.assumptions {
		if as.done || now.Before(as.at) {
			continue
		}
		as.done = true
		if len(as.gives) > 0 {
			v, _ := jsontext.Parse(as.patch("{}"))
			o.names.note(-as.N, "", v)
		}
		if !o.copied[as.Path] || o.gone[as.Path] {
			continue
		}
		if as.Is == "" {
			o.gone[as.Path] = true
			continue
		}
		op, _ := catalog.Match(http.MethodGet, as.Path)
		res, _ := catalog.CollectionOf(op)
		state, err := jsontext.Parse(string(o.world.State()))
		if err != nil || res == nil {
			continue
		}
		for item := range state.Get(res.ListKey).Elements() {
			if valueOf(identify(item)) != lastElement(as.Path) {
				continue
			}
			if err := o.world.Import(as.Path, []byte(as.patch(item.Raw()))); err != nil {
				return errorf("%s cannot be planned: %v", as.Path, err)
			}
		}
	}
	return nil
}

func lastElement(path string) string {
	text, err := url.PathUnescape(path[strings.LastIndexByte(path, '/')+1:])
	if err != nil {
		return path
	}
	return text
}

// passes reports whether an assumption is still to come true.
func (o *Overlay) passes() bool {
	now := o.clock.Now()
	return slices.ContainsFunc(o.assumptions, func(as *Assumed) bool { return now.Before(as.at) })
}

// Assumed are the states of the account's objects that the plan takes to pass.
func (o *Overlay) Assumed() []Assumed {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []Assumed
	for _, as := range o.assumptions {
		all = append(all, *as)
	}
	return all
}

// line is an assumption for people.
func (a *Assumed) line() string {
	text := "assumed: " + a.Kind + " " + lastElement(a.Path)
	if a.Name != "" && a.Name != lastElement(a.Path) {
		text = "assumed: " + a.Kind + " " + a.Name
	}
	if a.Is == "" {
		return fmt.Sprintf("%s, whose %s is %s, is gone after %v", text, a.Field, a.Was, a.After)
	}
	return fmt.Sprintf("%s, whose %s is %s, becomes %s after %v", text, a.Field, a.Was, a.Is, a.After)
}
