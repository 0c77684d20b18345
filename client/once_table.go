package client

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// identity says what identifies that which a call makes, so that it can be
// found when the call had no answer.
type identity struct {
	by      property
	field   string                              // byPath: of the body, what stands in the path of the item
	element func(field string) string           // byPath: how it stands there; nil: as it is
	query   []string                            // byQuery: fields of the body that narrow the list down
	same    []string                            // fields of the body that the item must have too
	since   func(item jsontext.Value) time.Time // when the item was made; nil: nothing tells
	unique  bool                                // the API refuses a second one, so that it can be asked for again at once
	hint    string                              // what to look for when nothing was found out
}

// property is a way of being identified.
type property int

const (
	nothing    property = iota
	repeatable          // doing it twice is the same as doing it once
	byTag               // by a tag of this client's own
	byPath              // by a field that the item's path is made of
	byQuery             // by fields, in the list of its kind
	byDroplet           // an address, by the droplet that it leads to
	byTime              // an action, by the time since the call was sent
)

// identities has the operations whose outcome can be found out. A further one
// joins by a line.
var identities = map[string]identity{
	"droplets_create":           {by: byTag},
	"domains_create":            {by: byPath, field: "name", since: zoneSerial, unique: true},
	"tags_create":               {by: byPath, field: "name", unique: true},
	"sshKeys_create":            {by: byPath, field: "public_key", element: fingerprintOf, same: []string{"name"}, unique: true},
	"volumes_create":            {by: byQuery, query: []string{"name", "region"}, same: []string{"name", "size_gigabytes"}, since: createdAt, unique: true},
	"vpcs_create":               {by: byQuery, same: []string{"name", "region"}, since: createdAt, unique: true},
	"floatingIPs_create":        {by: byDroplet, hint: "look for a floating IP that leads nowhere"},
	"reservedIPs_create":        {by: byDroplet, hint: "look for a reserved IP that leads nowhere"},
	"dropletActions_post":       {by: byTime},
	"floatingIPsAction_post":    {by: byTime},
	"reservedIPsActions_post":   {by: byTime},
	"imageActions_post":         {by: byTime},
	"volumeActions_post_byId":   {by: byTime},
	"domains_patch_record":      {by: repeatable},
	"tags_assign_resources":     {by: repeatable},
	"firewalls_assign_droplets": {by: repeatable},
	"firewalls_add_tags":        {by: repeatable},
	"projects_assign_resources": {by: repeatable},
}

// identityOf gives the line of the table, or one that says that there is none.
func identityOf(c *Call) *identity {
	id, ok := identities[c.name()]
	if !ok || id.by == byDroplet && c.field("droplet_id").IsNull() {
		id.by = nothing
	}
	return &id
}

// field is a field of the call's body, if that is a JSON object.
func (c *Call) field(name string) jsontext.Value {
	v, err := jsontext.Parse(string(c.Body))
	if err != nil || v.Kind() != jsontext.KindObject {
		return jsontext.Value{}
	}
	return v.Get(name)
}

// hintFor says what to look for.
func (id *identity) hintFor(c *Call) string {
	place := "GET " + address.Short(c.URL.Scheme+"://"+c.URL.Host+c.URL.EscapedPath(), false)
	switch {
	case id.hint != "":
		return id.hint + " in " + place
	case c.Method == http.MethodPatch:
		return "look at " + place
	}
	for _, name := range []string{"name", "type", "domain", "origin"} {
		if v := c.field(name); v.Kind() == jsontext.KindString {
			return fmt.Sprintf("look for one with %s %q in %s", name, v.Text(), place)
		}
	}
	return "look at " + place
}

// itemsOf are the things in an answer: one under the operation's wrapper, or
// several under the key of its list.
func itemsOf(c *Call, reply *Reply) []jsontext.Value {
	var items []jsontext.Value
	for _, key := range []string{wrapperOf(c), "actions"} {
		switch v := reply.member(key); v.Kind() {
		case jsontext.KindObject:
			items = append(items, v)
		case jsontext.KindArray:
			for e := range v.Elements() {
				items = append(items, e)
			}
		}
	}
	return items
}

// wrapperOf is the key of the one object in the answer to c.
func wrapperOf(c *Call) string {
	if c.Op == nil {
		return ""
	}
	return c.Op.Wrapper
}

// itemPath tells items apart: the collection's path, and what identifies one;
// "" if nothing does.
func itemPath(c *Call, item jsontext.Value) string {
	if strings.HasSuffix(c.URL.Path, "/actions") {
		return actionClass.Path + "/" + item.Get("id").String()
	}
	for _, name := range []string{"id", "uuid", "name", "ip"} {
		if v := item.Get(name); !v.IsNull() {
			return c.URL.Path + "/" + v.String()
		}
	}
	return ""
}

// createdAt is when most things say that they were made.
func createdAt(item jsontext.Value) time.Time { return item.Get("created_at").Time() }

// soa finds the serial number in a zone file.
var soa = regexp.MustCompile(`(?m)\sSOA\s+\S+\s+\S+\s+(\d{9,11})\s`)

// zoneSerial is when the zone of a domain last changed: that of one which has
// just been made did when it was made.
func zoneSerial(item jsontext.Value) time.Time {
	m := soa.FindStringSubmatch(item.Get("zone_file").Text())
	if m == nil {
		return time.Time{}
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

// fingerprintOf is the MD5 of a public key's blob, by which the API knows it;
// "" for what is no key.
func fingerprintOf(publicKey string) string {
	parts := strings.Fields(publicKey)
	if len(parts) < 2 {
		return ""
	}
	blob, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	sum := md5.Sum(blob)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = hex.EncodeToString([]byte{b})
	}
	return strings.Join(pairs, ":")
}

// queryOf is the query of a list that is narrowed down by fields of a body.
func (id *identity) queryOf(c *Call) url.Values {
	q := url.Values{"per_page": {"200"}}
	for _, name := range id.query {
		if v := c.field(name); !v.IsNull() {
			q.Set(name, v.String())
		}
	}
	return q
}
