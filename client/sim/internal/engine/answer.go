package engine

import (
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// answerList answers with records in the form that the operation has.
func (c *collection) answerList(w *World, r *Request, records []*Record, newest bool) (*Reply, error) {
	key := c.res.ListKey
	if r.Op.ListKey != "" {
		key = r.Op.ListKey
	}
	if r.Op.Paging == catalog.NotPaged {
		return w.Whole(r, key, records, c.Show)
	}
	return w.Page(r, key, records, newest, c.Show)
}

// answer answers with an item in the form that the operation has.
func (c *collection) answer(w *World, r *Request, status int, rec *Record) *Reply {
	shown := Raw(w.render(r, c.Show, nil, rec))
	if key := c.res.ObjectKey; key != "" && (r.Op == nil || r.Op.Response == nil || len(r.Op.Response.Props) == 1 && r.Op.Response.Prop(key) != nil) {
		return Answer(status, key, shown)
	}
	if r.Op.Response == nil {
		return NoContent(status)
	}
	return &Reply{Status: status, ContentType: JSONType, Body: c.shape(w, r, rec, shown).Append(nil)}
}

// shape makes an answer that is more, or less, than the item under its key.
func (c *collection) shape(w *World, r *Request, rec *Record, shown Raw) *Document {
	op := r.Op
	if op.Wrapper == "" && (op.Response == c.item || c.res.ObjectKey == "" && len(op.Response.Props) == 0) {
		if d, err := ParseDocument(shown); err == nil {
			return &d
		}
	}
	var out Document
	id := rec.ID[strings.LastIndex(rec.ID, "/")+1:]
	for _, p := range op.Response.Props {
		switch v := rec.Get(p.Name); {
		case p.Name == op.Wrapper || p.Name == c.res.ObjectKey && p.Schema.Kind == catalog.Object:
			out.Put(p.Name, shown)
		case p.Name == "links":
			out.Put(p.Name, "{}")
		case p.Name == "meta":
			out.Put(p.Name, `{"total":1}`)
		case v != "" && (len(p.Schema.Enum) == 0 || slices.Contains(p.Schema.Enum, string(v))):
			out.Put(p.Name, v)
		case r.Param(p.Name) != "":
			out.Set(p.Name, r.Param(p.Name))
		case slices.Contains(c.res.IDs, p.Name) || strings.HasSuffix(p.Name, "_uuid") && p.Schema.Kind == catalog.String:
			out.Set(p.Name, id)
		case strings.HasSuffix(p.Name, "_uuids") && p.Schema.Kind == catalog.Array:
			out.Set(p.Name, []string{id})
		case p.Required:
			if v := emptiest(p.Schema, 0); v != "" {
				out.Put(p.Name, v)
			}
		}
	}
	return &out
}

// render writes a record out.
func (w *World) render(r *Request, s Show, buf []byte, rec *Record) []byte {
	if s == nil {
		return rec.Append(buf)
	}
	return s(w, r, buf, rec)
}

// Whole answers with all records under a key, for lists without pages.
func (w *World) Whole(r *Request, key string, records []*Record, s Show) (*Reply, error) {
	buf := append(AppendString([]byte{'{'}, key), ":["...)
	for i, rec := range records {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = w.render(r, s, buf, rec)
	}
	return &Reply{Status: http.StatusOK, ContentType: JSONType, Body: append(buf, "]}"...)}, nil
}
