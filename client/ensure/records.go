package ensure

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// RecordSet is all records of one type and name in a domain.
type RecordSet struct {
	Domain, Type, Name string
	Values             []string       // the data of each
	Fields             map[string]any // of all of them, such as "ttl"
	// Own are fields of each of Values beside its data, such as the priorities of MX
	// records; nil where they differ in nothing else.
	Own []map[string]any
}

// SetResult is what [Records] found and did.
type SetResult struct {
	Records          []jsontext.Value
	Created, Deleted []string // data
	Changed          map[string]map[string]Difference
}

// Records sees to it that a domain has these records of a type and name, and no
// others of them. The errors are those of [Ensure].
func Records(ctx context.Context, c *client.Client, set RecordSet) (*SetResult, error) {
	result := &SetResult{Changed: map[string]map[string]Difference{}}
	keep := map[string]bool{}
	times := map[string]int{}
	for _, value := range set.Values {
		times[value]++
	}
	wanted := make([]*work, len(set.Values)) // all of them can be right before one is made
	for i, value := range set.Values {
		want := map[string]any{"domain": set.Domain, "type": set.Type, "name": set.Name, "data": value}
		maps.Copy(want, set.Fields)
		var own map[string]any
		if i < len(set.Own) {
			own = set.Own[i]
			maps.Copy(want, own)
		}
		e, err := begin(c, "record", want, Options{})
		if err != nil {
			return result, err
		}
		if times[value] > 1 {
			e.also = append(e.also, slices.Sorted(maps.Keys(own))...) // its data does not tell it from the others
		}
		wanted[i] = e
	}
	for i, value := range set.Values {
		r, err := wanted[i].ensure(ctx)
		if err != nil {
			return result, err
		}
		if r.Created {
			result.Created = append(result.Created, value)
		} else if len(r.Changed) > 0 {
			result.Changed[value] = r.Changed
		}
		keep[r.Object.Get("id").String()] = true
		result.Records = append(result.Records, r.Object)
	}
	e, err := begin(c, "record", map[string]any{"domain": set.Domain, "type": set.Type, "name": set.Name, "data": "any"}, Options{})
	if err != nil {
		return result, err
	}
	delete(e.want, "data")
	there, err := e.all(ctx)
	if err != nil {
		return result, err
	}
	for _, record := range there {
		if keep[record.Get("id").String()] {
			continue
		}
		if _, err := c.Request(ctx, http.MethodDelete, e.path(record), nil, nil); err != nil && !errors.Is(err, client.ErrNotFound) {
			return result, err
		}
		result.Deleted = append(result.Deleted, record.Get("data").Text())
	}
	return result, nil
}

// MarshalJSON writes a difference as {"was": ..., "is": ...}.
func (d Difference) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"was": d.Was, "is": d.Is})
}
