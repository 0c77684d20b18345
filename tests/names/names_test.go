package names

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
)

// members lists what the table that scripts see has for a class.
func members(c *luabind.Class) []string {
	var all []string
	for i := range c.Methods {
		all = append(all, c.Methods[i].Name)
	}
	for i := range c.Properties {
		all = append(all, c.Properties[i].Name)
	}
	for _, k := range c.Constants {
		all = append(all, k.Name)
	}
	return append(all, "class")
}

func classes() map[string]*luabind.Class {
	all := map[string]*luabind.Class{"Iterator": luabind.IteratorClass}
	for _, m := range do.Modules() {
		for _, c := range m.Classes {
			all[c.Name] = c
		}
	}
	return all
}

// TestTable holds the list against the table from which calls, help,
// completion and type definitions are made.
func TestTable(t *testing.T) {
	table := classes()
	for _, n := range All() {
		if strings.HasSuffix(n.Class, "Error") {
			continue // the fields of errors are tested by the Lua tests
		}
		if n.Class == "Resource" {
			for name, c := range table {
				if client.ClassNamed(name) != nil && !slices.Contains(members(c), n.Name) {
					t.Errorf("%s lacks %s", name, n.Name)
				}
			}
			continue
		}
		c := table[n.Class]
		if c == nil {
			t.Errorf("there is no class %s", n.Class)
			continue
		}
		if !slices.Contains(members(c), n.Name) {
			t.Errorf("%s is not in the table", n)
		}
	}
}

// goTypes are where a class's names are in the Go client.
var goTypes = map[string]reflect.Type{
	"Client":           reflect.TypeFor[*client.Client](),
	"Account":          reflect.TypeFor[*client.Account](),
	"Action":           reflect.TypeFor[*client.Action](),
	"Domain":           reflect.TypeFor[*client.Domain](),
	"DomainRecord":     reflect.TypeFor[*client.DomainRecord](),
	"Droplet":          reflect.TypeFor[*client.Droplet](),
	"FloatingIP":       reflect.TypeFor[*client.FloatingIP](),
	"Image":            reflect.TypeFor[*client.Image](),
	"NetworkInterface": reflect.TypeFor[*client.NetworkInterface](),
	"SSHKey":           reflect.TypeFor[*client.SSHKey](),
	"Tag":              reflect.TypeFor[*client.Tag](),
	"Resource":         reflect.TypeFor[*client.Object](),
}

// elsewhere are the names that Go programs find under another one, with the
// function or type that does the same.
var elsewhere = map[string]any{
	"Client.DEFAULT_ENDPOINT": client.DefaultEndpoint,
	"Client.api_token":        client.New, // goes in, and never comes out
	"Client.timeout":          (*client.Client).Timeouts,
	"Client.last_response":    client.Observe,
	"Client.last_meta":        (*client.Reply).Meta,
	"Client.last_rate_limit":  (*client.Reply).RateLimit,
	"Client.session":          client.WithGuard,
	"Client.wait":             client.Wait[client.Resource],
	"Resource.fields":         (*client.Object).Fields,
	"Resource.for_json":       (*client.Object).MarshalJSON,
	"Resource.int":            (*client.Droplet).ID,
	"Resource.doapi_manager":  (*client.Object).Client,
	"Action.wait":             (*client.Action).Wait,

	"DomainRecord.update_record": (*client.DomainRecord).Update,
	"Image.update_image":         (*client.Image).Update,
	"SSHKey.update_ssh_key":      (*client.SSHKey).Update,
	"Tag.update_tag":             (*client.Tag).Update,

	"Account.STATUS_ACTIVE": client.AccountActive, "Account.STATUS_WARNING": client.AccountWarning, "Account.STATUS_LOCKED": client.AccountLocked,
	"Action.STATUS_IN_PROGRESS": client.ActionInProgress, "Action.STATUS_COMPLETED": client.ActionCompleted, "Action.STATUS_ERRORED": client.ActionErrored,
	"Droplet.STATUS_ACTIVE": client.DropletActive, "Droplet.STATUS_ARCHIVE": client.DropletArchive, "Droplet.STATUS_NEW": client.DropletNew, "Droplet.STATUS_OFF": client.DropletOff,
}

// goName is the Go spelling of a script's name.
func goName(name string) string {
	var out strings.Builder
	for _, part := range strings.Split(name, "_") {
		switch part {
		case "url", "id", "ip", "ssh", "ttl":
			out.WriteString(strings.ToUpper(part))
		case "ips":
			out.WriteString("IPs")
		case "ipv6":
			out.WriteString("IPv6")
		case "ipv4":
			out.WriteString("IPv4")
		case "":
		default:
			out.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return out.String()
}

// TestGoClient finds every name in the Go client too.
func TestGoClient(t *testing.T) {
	for _, n := range All() {
		typ := goTypes[n.Class]
		if typ == nil || elsewhere[n.String()] != nil {
			continue
		}
		if _, ok := typ.MethodByName(goName(n.Name)); !ok {
			t.Errorf("%s has no method %s for %s", typ, goName(n.Name), n)
		}
	}
}

// TestTested finds every name in a Lua test.
func TestTested(t *testing.T) {
	places, err := Places("../lua")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range All() {
		if len(places[n]) == 0 {
			t.Errorf("%s is tested nowhere in tests/lua", n)
		}
	}
}
