package engine

import (
	"github.com/doapi-lua/doapi/client/catalog"
)

// Handler is the behaviour of an operation: it reads and changes the world, and
// answers. An error is an *[Error].
type Handler func(w *World, r *Request) (*Reply, error)

// Kind is a collection of the API: what the engine must know of a resource
// beside what the catalog says. The zero value of each field is the plain
// behaviour: items are made of the fields of the body and what the description
// shows of them. They are found by their id, changed field by field and deleted
// at once.
type Kind struct {
	Path  string // of the collection in the catalog
	Table string // where items are kept; "" for the key of the list
	// Parent returns what the items of a nested collection must belong to, for
	// their field "_of"; an error if the parent does not exist.
	Parent func(w *World, r *Request) (string, error)
	// Owner names the field in which the state, but no answer, tells the parent.
	Owner string
	// Find returns the item that a path parameter means. The result may be
	// deleted or not yet visible.
	Find func(w *World, r *Request, id string) *Record
	// Filter returns what a list shows, and a name for it; nil shows all.
	Filter func(w *World, r *Request) (string, func(*Record) bool, error)
	// FilterFields are all fields that Filter looks at.
	FilterFields []string
	// Create completes a document made of the body, or refuses. It may return
	// an id; by default that is the document's first identifying field.
	Create func(w *World, r *Request, d *Document) (id string, err error)
	// Checked says that Create looks at all that is needed, because the
	// description asks for more than the API does.
	Checked bool
	// Empty lists enumerated fields that may be "" as well.
	Empty []string
	// Created acts on an item that has been made, and plans its changes of
	// state. By default an item goes from pending to ready as the catalog's
	// waiter says.
	Created func(w *World, r *Request, rec *Record)
	// Update checks and completes the changes before they are applied.
	Update func(w *World, r *Request, rec *Record, changes *Document) error
	// Delete refuses, or does what has to be done before the item goes. The item
	// itself, with what the relations say, is removed after it.
	Delete func(w *World, r *Request, rec *Record) error
	// Show writes an item out.
	Show Show
	// Missing is what a GET says of an item that is not there, with %s for its id;
	// "" for what the API says of most. Clients look for these words.
	Missing string
	// Except lists roles that have a behaviour of their own.
	Except []catalog.Role
}
