package engine

import (
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// checkReferences refuses a body that names what does not exist.
func (w *World) checkReferences(schema *catalog.Schema, body *Document) error {
	for i := range body.Fields {
		if err := w.checkReference(schema, body.Fields[i].Key, body.Fields[i].Value, 0); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) checkReference(schema *catalog.Schema, key string, value Raw, depth int) error {
	if value == "" || value == Null || value == `""` || depth > 8 {
		return nil
	}
	if table := w.API.Named[key]; table != "" {
		for _, id := range IdsIn(value, nil) {
			if id != "" && id != "0" && w.Find(table, id) == nil {
				return Unprocessable("%s %s does not exist", key, id)
			}
		}
		return nil
	}
	if key == "region" && value[0] == '"' {
		if slug := DecodeString(value); !w.knowsRegion(schema, key, slug) {
			return BadRegion("region " + slug + " is invalid")
		}
	}
	switch value[0] {
	case '{':
		d, _ := ParseDocument(value)
		for _, f := range d.Fields {
			if err := w.checkReference(nil, f.Key, f.Value, depth+1); err != nil {
				return err
			}
		}
	case '[':
		if strings.Contains(string(value), "{") {
			for _, item := range Elements(value) {
				if item[0] == '{' {
					if err := w.checkReference(nil, "", item, depth+1); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

// knowsRegion takes what the regions list offers, the beginning of such a slug,
// and what the description names for the field.
func (w *World) knowsRegion(schema *catalog.Schema, key, slug string) bool {
	if Offered().RegionLike(slug) != nil {
		return true
	}
	for _, s := range Declarations(schema, key, nil) {
		for _, v := range s.Enum {
			if v == `"`+slug+`"` {
				return true
			}
		}
	}
	return false
}
