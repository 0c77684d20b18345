package catalog

import (
	"cmp"
	"slices"
	"strings"
)

// Described is the day of the API's description that the catalog is made of.
const Described = "2026-08-07"

// All returns every operation, ordered by ID. The slice belongs to the
// package: don't change it.
func All() []*Operation { return byID[:] }

// ByID returns the operation of an operationId, nil if there is none.
func ByID(id string) *Operation {
	i, ok := slices.BinarySearchFunc(byID[:], id, func(op *Operation, id string) int { return strings.Compare(op.ID, id) })
	if !ok {
		return nil
	}
	return byID[i]
}

// ByName returns the operation of script names, as in
// ByName("droplets", "list"), nil if there is none.
func ByName(group, name string) *Operation {
	ops := InGroup(group)
	i, ok := slices.BinarySearchFunc(ops, name, func(op *Operation, name string) int { return strings.Compare(op.Name, name) })
	if !ok {
		return nil
	}
	return ops[i]
}

// Groups returns the script names of all groups, sorted. The slice belongs to
// the package.
func Groups() []string { return groups[:] }

// InGroup returns the operations of a group ordered by Name, nil if there is
// no such group. The slice belongs to the package.
func InGroup(group string) []*Operation {
	lo, ok := slices.BinarySearchFunc(byName[:], group, func(op *Operation, group string) int { return strings.Compare(op.Group, group) })
	if !ok {
		return nil
	}
	n, _ := slices.BinarySearchFunc(byName[lo:], group, func(op *Operation, group string) int {
		return cmp.Or(strings.Compare(op.Group, group), -1)
	})
	return byName[lo : lo+n : lo+n]
}

// AllStates returns how to wait for what, ordered by the ID of Get. The slice
// belongs to the package.
func AllStates() []States { return waiters[:] }

// Slugs returns the slugs of "regions", "sizes" or "images" that were known
// when the catalog was made, sorted; the API has others since. The slice
// belongs to the package.
func Slugs(kind string) []string {
	switch kind {
	case "regions":
		return regionSlugs
	case "sizes":
		return sizeSlugs
	case "images":
		return imageSlugs
	}
	return nil
}

// Relations returns which field names what, ordered by Resource and Field. The
// slice belongs to the package.
func Relations() []Relation { return relations[:] }

// Named returns what a field of any body names, nil if it names nothing that is
// known.
func Named(field string) *Relation {
	for i := range relations {
		if r := &relations[i]; r.Resource == "" && r.Field == field {
			return r
		}
	}
	return nil
}

// StatesOf returns the waiter that asks op, nil if op tells no state.
func StatesOf(op *Operation) *States {
	for i := range waiters {
		if waiters[i].Get == op {
			return &waiters[i]
		}
	}
	return nil
}

// Collections returns all resources ordered by Path. The slice belongs to the
// package.
func Collections() []Collection { return resources[:] }

// CollectionAt returns the resource of a path template, such as "/v2/droplets",
// nil if there is none.
func CollectionAt(path string) *Collection {
	i, ok := slices.BinarySearchFunc(resources[:], path, func(r Collection, path string) int { return strings.Compare(r.Path, path) })
	if !ok {
		return nil
	}
	return &resources[i]
}

// Op returns the operation in a role, nil if the resource has none.
func (r *Collection) Op(role Role) *Operation {
	for i := range r.Ops {
		if r.Ops[i].Role == role {
			return r.Ops[i].Op
		}
	}
	return nil
}

// CollectionOf returns the resource that an operation works on and its role
// there; nil if it works on none (an Upload).
func CollectionOf(op *Operation) (*Collection, Role) {
	parent := op.Path[:strings.LastIndex(op.Path, "/")+1]
	for _, path := range []string{op.Path, strings.TrimSuffix(parent, "/")} {
		if r := CollectionAt(path); r != nil {
			for _, known := range r.Ops {
				if known.Op == op {
					return r, known.Role
				}
			}
		}
	}
	return nil, 0
}
