package catalog

// Operation is one operation of the API. Operations are read-only package
// data: use them by pointer, never change them; they are safe from any
// goroutine.
type Operation struct {
	ID         string // the API's operationId, such as "droplets_list"
	Group      string // script name of the group: the "droplets" of do.droplets.list
	Name       string // script name inside the group: the "list" of do.droplets.list
	Doc        string // what it does: a sentence
	Method     string // GET, POST, PUT, PATCH or DELETE
	Path       string // template, such as "/v2/droplets/{droplet_id}"; "{upload_url}" for the Upload host
	Effect     Effect // what it does to the account
	Host       Base
	Params     []Param  // path, query, header and host parameters, path ones in the order of Path
	Body       *Schema  // nil: the operation takes no body
	BodyNeeded bool     // the body may not be left out
	BodyTypes  []string // content types that the body may have, the usual one first
	Success    []int    // status codes of success; empty when the API documents only a failure
	Result     Result   // what a success holds
	Types      []string // content types of the result; empty: no content
	Streams    bool     // answers server-sent events when the body says "stream": true
	Response   *Schema  // of the first JSON, text or binary success; nil: none
	Wrapper    string   // the key of the object in the response, if it has one: the only key beside links and meta, or, of a create, the resource's own; droplets_create has a ListKey too
	ListKey    string   // the key of the response that holds the list, of operations that are lists and of those that change many at once
	Paging     Paging
	Deprecated bool
	Beyond     bool     // the API has it and its description lacks it
	Scopes     []string // of the token, such as "droplet:create"
}

// Effect says what an operation does to the account. An endpoint that the
// catalog lacks is a Change, unless it is asked by GET or HEAD.
type Effect uint8

// The effects.
const (
	Read    Effect = iota
	Change         // makes, changes or deletes something, or costs money
	Reveals        // changes nothing, and reads a secret
)

// String returns "read", "change" or "reveals".
func (e Effect) String() string { return [...]string{"read", "change", "reveals"}[e] }

// EffectOf returns the effect of a request: that of the operation that the
// catalog has for it, otherwise what its method tells.
func EffectOf(method, path string) Effect {
	if op, _ := Match(method, path); op != nil {
		return op.Effect
	}
	if method == "GET" || method == "HEAD" {
		return Read
	}
	return Change
}

// Base says where an operation lives.
type Base uint8

// The hosts. Only API may see the account's token.
const (
	API       Base = iota // the endpoint: https://api.digitalocean.com
	Inference             // https://inference.do-ai.run, with an inference key
	Agent                 // https://{agent_url}, with the agent's key
	Upload                // a presigned URL, without any credential
)

// Result is the form of a successful answer.
type Result uint8

// The forms of results.
const (
	NoContent Result = iota // nothing to read, whatever the status
	JSON
	Text   // YAML or CSV
	Binary // PDF
)

// Paging is the manner in which an operation hands out a long list.
type Paging uint8

// The kinds of paging.
const (
	// NotPaged lists come whole.
	NotPaged Paging = iota
	// ByPage takes page and per_page; links.pages.next leads on, and on all
	// but two lists meta.total counts.
	ByPage
	// ByNumber takes page and per_page and answers neither links nor meta: ask
	// on until a page holds fewer than were asked for.
	ByNumber
	// ByLinks answers links and meta like ByPage without declaring the
	// parameters: follow links.pages.next.
	ByLinks
	// ByToken is ByPage, but links.pages.next carries a page_token instead of
	// a page number, so that pages can't be asked for ahead.
	ByToken
	// ByAfter takes after (the last id seen) and limit; has_more and last_id
	// are in the answer.
	ByAfter
	// ByLimit takes page and limit; meta.page, meta.pages and meta.total are
	// in the answer.
	ByLimit
	// ByTotalPages takes page and per_page; total_items, total_pages and
	// current_page are in the answer.
	ByTotalPages
)

// In says where a parameter goes.
type In uint8

// The places of parameters.
const (
	InPath In = iota
	InQuery
	InHeader
	InHost // decides the URL itself: agent_url (a host name), upload_url (a whole URL)
)

// Param is a parameter outside the body.
type Param struct {
	Name     string
	In       In
	Required bool
	Schema   *Schema
}

// Kind is the JSON type that a schema asks for.
type Kind uint8

// The kinds of schemas. Any is also the kind of a schema that only has
// Variants and of a Recursive one.
const (
	Any Kind = iota
	String
	Integer
	Number
	Boolean
	Array
	Object
)

// String returns the JSON Schema name of the kind, "any" for Any.
func (k Kind) String() string {
	return [...]string{"any", "string", "integer", "number", "boolean", "array", "object"}[k]
}

// Schema says what a value looks like. Equal schemas are shared; compare
// pointers for sameness, never write to one.
type Schema struct {
	Model         string // the description's name for it; not unique
	Kind          Kind
	Nullable      bool
	ReadOnly      bool // the API sets it; senseless in a body
	Deprecated    bool
	Recursive     bool // stands for the enclosing schema of the same Model; nothing else is filled
	Closed        bool // an object that takes no fields beyond Props
	Open          bool // Enum holds the values of today: the API takes others as it grows
	Secret        bool // the value is not to be shown, logged or kept
	Variant       Variant
	Format        string   // such as "date-time", "uuid", "int64"
	Pattern       string   // a regular expression, in ECMA syntax
	Enum          []string // JSON literals: `"active"`, `1`, `null`
	Default       string   // JSON text; "" if there is none
	Minimum       string   // JSON number; "" if there is none
	Maximum       string   // JSON number; "" if there is none
	MinLength     int      // characters
	MaxLength     int      // characters; 0: no limit
	MinItems      int
	MaxItems      int        // 0: no limit
	Items         *Schema    // of an Array; nil: anything
	Props         []Property // of an Object, in the description's order
	Additional    *Schema    // of an Object's further fields; nil: none declared, so anything unless Closed
	Variants      []*Schema  // alternatives, beside what the fields above say
	Discriminator string     // the property that tells Variants apart; "" if none is named
	Requires      []string   // required names that are not in Props: a variant that only demands
	Waivers       []Waiver   // when a required property need not be there
}

// Property is a named field of an object.
type Property struct {
	Name     string
	Required bool
	Schema   *Schema
}

// Waiver says that a required property need not be there when the one beside
// it has one of the values.
type Waiver struct {
	Property string
	When     string   // the other property
	Is       []string // JSON literals
}

// Variant says how Schema.Variants combine.
type Variant uint8

// The combinations. The description's allOf are merged into Props.
const (
	NoVariants Variant = iota
	OneOf
	AnyOf
)

// Role is what an operation does for a Resource.
type Role uint8

// The roles. Those of an item work on the collection's path and one more
// element, which identifies the item; the others on the path itself.
const (
	RoleList Role = iota
	RoleCreate
	RoleGet
	RoleUpdate
	RolePatch
	RoleDelete
	RolePostItem
	RoleGetSingleton
	RoleUpdateCollection
	RolePatchCollection
	RoleDeleteCollection
)

// Collection is a path of the API with the operations on it and on its items.
type Collection struct {
	Path      string   // such as "/v2/droplets"
	IDParam   string   // the parameter that identifies an item, such as "droplet_id"; "" if none
	ListKey   string   // key of the list in RoleList's answer
	ObjectKey string   // key of the object in the other answers; "" when they are bare
	IDs       []string // fields of an item that identify it; the first one fills IDParam, if there is one
	Ops       []RoleOp // ordered by role
}

// RoleOp is an operation in its role.
type RoleOp struct {
	Role Role
	Op   *Operation
}

// Relation says that a field names another resource's object.
type Relation struct {
	Resource string // what has the field, as the path of its collection: "/v2/volumes"; "" for any body that has it
	Field    string // "droplet_ids"; dots lead into objects and lists: "forwarding_rules.certificate_id"
	Target   string // path of the other's collection: "/v2/droplets"
	Or       string // what else the field may hold, such as "a slug"; "" for nothing
	OnDelete Fate   // what becomes of this when that is deleted
	Refusal  string // what the API says where it refuses
}

// Fate is what happens to an object when the one that it names is deleted.
type Fate uint8

// The fates.
const (
	Ignore  Fate = iota // nothing: the field goes on naming what is gone
	Refuse              // the other can't be deleted
	Unset               // the field is emptied, or the element taken out
	Cascade             // it is deleted too
)

// States says how to see that something is ready.
type States struct {
	Get     *Operation // ask this
	Field   string     // path in the whole answer: "droplet.status"; "[]" after a name means every element
	Pending []string   // JSON literals, as in Schema.Enum
	OK      []string   // empty: any value that is in neither other list
	Failed  []string
}
