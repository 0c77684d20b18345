package engine

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Import has an object exist as another account shows it, in the place of one
// of the same path. path is its own, such as "/v2/droplets/5".
func (w *World) Import(path string, text []byte) error {
	for _, im := range w.API.Imports {
		if params, ok := MatchPath(im.Path, path); ok {
			d, err := ParseDocument(text)
			if err == nil {
				err = im.Put(w, params, d)
			}
			if err != nil {
				return fmt.Errorf("sim: %s: %w", path, err)
			}
			return nil
		}
	}
	op, params := catalog.Match(http.MethodGet, path)
	if op == nil || len(params) == 0 {
		return fmt.Errorf("sim: %s is the path of no object", path)
	}
	res, role := catalog.CollectionOf(op)
	if res == nil || role != catalog.RoleGet {
		return fmt.Errorf("sim: %s is the path of no object", path)
	}
	at := strings.Replace(res.Path, "/v2/floating_ips", "/v2/reserved_ips", 1)
	c := w.API.collections[at]
	table := tableName(w.API, res)
	d, err := ParseDocument(text)
	if err != nil {
		return fmt.Errorf("sim: %s: %w", path, err)
	}
	id, of := params[len(params)-1].Value, ""
	if len(params) > 1 {
		of = params[len(params)-2].Value
		d.Set("_of", of)
	}
	if c != nil {
		table, id = c.Table, c.key(of, id)
	}
	t := w.Table(table)
	if old := t.ByID[id]; old != nil {
		w.UntagAll(old)
		t.Remove(old)
	}
	rec := t.Add(id, d)
	for _, tag := range rec.Strings("tags") {
		w.MakeTag(tag)
		if slices.ContainsFunc(Taggable, func(k TaggableKind) bool { return k.Table == table }) {
			w.TagIndex().Add(tag, rec)
		}
	}
	return nil
}
