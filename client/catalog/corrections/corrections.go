// Package corrections is what we know of the API beyond its description, one
// file an area: where the description is wrong, what an operation does to the
// account, which fields are secret, how things hang together.
//
// The generator of client/catalog reads it and nobody else does: what programs
// need while they run stands in the catalog.
package corrections

// Area is what is known of a part of the API.
type Area struct {
	Name      string
	Fixes     []Fix
	Open      []string // fields and parameters whose values grow: those of the description are the ones of its day
	Secrets   []Secret
	Effects   []Effect
	Relations []Relation
	Beyond    []Operation
}

// Operation is one that the API has and its description lacks.
type Operation struct {
	ID, Tag, Method string
	Path            string // with its parameters in braces
	Server          string // where it is, if not at the API's own address
	Query           string // the parameters in the form of the facts, a list
	Body, Answer    string // the schemas in the form of the facts; "" for none
	Type            string // of an answer that is no JSON
	Code            int    // of an answer; 200, or 204 without one
	Paged           bool   // it is a list that comes in pages
}

// All returns the areas, ordered by name.
func All() []Area {
	return []Area{
		common, account, apps, databases, droplets, genai, inference, kubernetes,
		monitoring, network, registry, security, storage,
	}
}

// Fix is one thing that the description has wrong, and what holds instead.
type Fix struct {
	// Ops are the operationIds it is about; "*" stands for any letters. Without
	// them it is about the schemas that the description calls Model.
	Ops   []string
	Model string
	// At are the places: fields of the body with "[]" for the elements of a
	// list and "{}" for the values of a map ("inbound_rules[].ports"), a query
	// parameter after "?" ("?start"), a field of the answer after ">"
	// (">droplet.vpc_uuid"); of a Model its fields. "" is the thing itself.
	At []string

	// What to do there, one or more of these.

	Optional bool     // it need not be there
	Unless   *Unless  // it need not be there in this case
	Open     bool     // the values are those of today: others are taken too
	Values   []string // further values, as JSON literals
	Known    string   // "sizes", "regions" or "images": the slugs that are known are values, and the set is open
	Format   string   // how a text is written, such as "unix-time"
	Also     string   // a schema of what is taken too, in the form of the facts
	Is       string   // the schema instead of what is there
	Add      string   // the schema of a field that is not there

	Says   string // what the description says, in our words
	Holds  string // what the API takes
	Source string // where that was seen
}

// Unless is a case in which a required field may be missing: the field beside
// it has one of the values, as JSON literals.
type Unless struct {
	Field string
	Is    []string
}

// Secret names fields that hold a secret: not to be shown, logged or kept.
type Secret struct {
	Models []string // of these schemas; nil: wherever a field of the name is a string or an object
	Ops    []string // of these operations, with "*"; nil: of all
	Fields []string
}

// Effect is what an operation does, where its method does not tell: a GET or
// HEAD reads, and reveals when its answer has a secret; all else is a change.
type Effect struct {
	Does string // "read", "change" or "reveals"
	Ops  []string
	Why  string
}

// Relation says that a field names another object.
type Relation struct {
	Kind     string // what has the field, as the path of the resource: "/v2/volumes"; "": any body that has it
	Field    string // "droplet_ids"; dots lead into objects and lists: "forwarding_rules.certificate_id"
	Target   string // path of the other resource: "/v2/droplets"
	Or       string // what else it may hold, such as "a slug"; "": nothing
	OnDelete string // what becomes of Kind's object when the other is deleted: "refuse" (that one cannot be), "unset", "cascade"; "": nothing
	Refusal  string // the API's message, where it refuses
	Source   string
}
