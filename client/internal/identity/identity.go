// Package identity has what identifies that which a create makes, so that it
// can be found when the create had no answer.
package identity

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

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Identity says what identifies that which a call makes.
type Identity struct {
	By      Property
	Field   string                              // ByPath: of the body, what stands in the path of the item
	Element func(field string) string           // ByPath: how it stands there; nil: as it is
	Query   []string                            // ByQuery: fields of the body that narrow the list down
	Same    []string                            // fields of the body that the item must have too
	Since   func(item jsontext.Value) time.Time // when the item was made; nil: nothing tells
	Unique  bool                                // the API refuses a second one, so that it can be asked for again at once
	Hint    string                              // what to look for when nothing was found out
}

// Property is a way of being identified.
type Property int

// The ways.
const (
	Nothing   Property = iota
	ByTag              // by a tag of this client's own
	ByPath             // by a field that the item's path is made of
	ByQuery            // by fields, in the list of its kind
	ByDroplet          // an address, by the droplet that it leads to
	ByTime             // an action, by the time since the call was sent
)

// special are the operations whose outcome is found out in a manner of their own. A
// further one joins by a case; of the others the catalog tells enough.
func special(op string) (v Identity, ok bool) {
	switch op {
	case "droplets_create":
		return Identity{By: ByTag}, true
	case "domains_create":
		return Identity{By: ByPath, Field: "name", Since: zoneSerial, Unique: true}, true
	case "tags_create":
		return Identity{By: ByPath, Field: "name", Unique: true}, true
	case "sshKeys_create":
		return Identity{By: ByPath, Field: "public_key", Element: fingerprintOf, Same: []string{"name"}, Unique: true}, true
	case "volumes_create":
		return Identity{By: ByQuery, Query: []string{"name", "region"}, Same: []string{"name", "size_gigabytes"}, Since: createdAt, Unique: true}, true
	case "vpcs_create":
		return Identity{By: ByQuery, Same: []string{"name", "region"}, Since: createdAt, Unique: true}, true
	case "floatingIPs_create":
		return Identity{By: ByDroplet, Hint: "look for a floating IP that leads nowhere"}, true
	case "reservedIPs_create":
		return Identity{By: ByDroplet, Hint: "look for a reserved IP that leads nowhere"}, true
	case "dropletActions_post", "floatingIPsAction_post", "reservedIPsActions_post", "imageActions_post", "volumeActions_post_byId":
		return Identity{By: ByTime}, true
	}
	return v, false
}

// names are the fields by which people tell things of a kind apart; the first
// that a body has counts.
var names = []string{"name", "origin", "prefix", "label", "spec.name"}

// Of says what identifies that which a call of an operation makes; op is nil
// for what the catalog does not know.
func Of(op *catalog.Operation, body jsontext.Value) *Identity {
	if op == nil || op.Method != http.MethodPost {
		return &Identity{}
	}
	id, known := special(op.ID)
	switch {
	case !known:
		id = listed(op, body)
	case id.By == ByDroplet && body.Get("droplet_id").IsNull():
		id.By = Nothing
	}
	return &id
}

// listed identifies an item by its name, and whatever else of the body the list
// of its kind shows.
func listed(op *catalog.Operation, body jsontext.Value) Identity {
	r, role := catalog.CollectionOf(op)
	if r == nil || role != catalog.RoleCreate || op.Host != catalog.API || op.Element() == nil {
		return Identity{}
	}
	list := r.Op(catalog.RoleList)
	if list == nil || list.Path != op.Path || list.Element() == nil || list.ListKey == "" {
		return Identity{}
	}
	id := Identity{By: ByQuery}
	for _, name := range names {
		if Field(body, name).Kind() == jsontext.KindString && shows(list.Element(), name) {
			id.Same = append(id.Same, name)
			break
		}
	}
	if len(id.Same) == 0 {
		return Identity{}
	}
	for _, name := range []string{"name", "region"} {
		if p := list.Param(name); p != nil && p.In == catalog.InQuery && !body.Get(name).IsNull() {
			id.Query = append(id.Query, name)
		}
	}
	for _, name := range []string{"region", "type", "data"} {
		if v := body.Get(name); v.Kind() == jsontext.KindString && shows(list.Element(), name) {
			id.Same = append(id.Same, name)
		}
	}
	if shows(list.Element(), "created_at") {
		id.Since = createdAt
	}
	return id
}

// shows reports whether a schema has a field, which may be one in another.
func shows(s *catalog.Schema, path string) bool {
	for name := range strings.SplitSeq(path, ".") {
		p := s.Prop(name)
		if p == nil {
			return false
		}
		s = p.Schema
	}
	return true
}

// Field is a field of an object, or one in another: "spec.name".
func Field(v jsontext.Value, path string) jsontext.Value { return v.Get(strings.Split(path, ".")...) }

// Secret is a field of the answer to a create that is a secret, "" if there is
// none: who finds the item without its answer may have lost it.
func Secret(op *catalog.Operation) string {
	if op == nil || op.Element() == nil {
		return ""
	}
	for _, p := range op.Element().Props {
		if p.Schema.Secret {
			return p.Name
		}
	}
	return ""
}

// Alike reports whether an item has what the body of its create says. What that
// leaves out the API decides.
func (id *Identity) Alike(body, item jsontext.Value) bool {
	for _, name := range id.Same {
		if want := Field(body, name); !want.IsNull() && !alike(want, Field(item, name)) {
			return false
		}
	}
	return true
}

// alike compares a field of a body with that of an item. Some are sent as a
// slug, and come back as an object that has it.
func alike(want, have jsontext.Value) bool {
	if have.Kind() == jsontext.KindObject {
		have = have.Get("slug")
	}
	return want.String() == have.String()
}

// Look says what to look for, and where: place is such as "GET /v2/volumes".
func (id *Identity) Look(body jsontext.Value, place string) string {
	if id.Hint != "" {
		return id.Hint + " in " + place
	}
	for _, name := range []string{"name", "type", "domain", "origin", "spec.name"} {
		if v := Field(body, name); v.Kind() == jsontext.KindString {
			return fmt.Sprintf("look for one with %s %q in %s", name, v.Text(), place)
		}
	}
	return "look at " + place
}

// Narrow is the query of a list that is narrowed down by fields of a body.
func (id *Identity) Narrow(body jsontext.Value) url.Values {
	q := url.Values{"per_page": {"200"}}
	for _, name := range id.Query {
		if v := body.Get(name); !v.IsNull() {
			q.Set(name, v.String())
		}
	}
	return q
}

// createdAt is when most things say that they were made.
func createdAt(item jsontext.Value) time.Time { return item.Get("created_at").Time() }

var soaOnce lazy.Value[*regexp.Regexp]

// soa finds the serial number in a zone file.
func soa() *regexp.Regexp {
	return soaOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`(?m)\sSOA\s+\S+\s+\S+\s+(\d{9,11})\s`) })
}

// zoneSerial is when the zone of a domain last changed: that of one which has
// just been made did when it was made.
func zoneSerial(item jsontext.Value) time.Time {
	m := soa().FindStringSubmatch(item.Get("zone_file").Text())
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
