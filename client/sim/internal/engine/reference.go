package engine

import (
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
)

// References has the table that a field of a body names a record of, wherever
// the field stands.
var References = map[string]string{
	"vpc_uuid": "vpcs", "vpc_id": "vpcs", "vpc_ids": "vpcs", "vpc_uuids": "vpcs", "private_network_uuid": "vpcs",
	"droplet_id": "droplets", "droplet_ids": "droplets", "linked_droplet_id": "droplets",
	"project_id": "projects", "certificate_id": "certificates",
	"cluster_uuid": "kubernetes_clusters", "cluster_uuids": "kubernetes_clusters",
	"knowledge_base_uuid": "knowledge_bases", "agent_uuid": "agents", "model_router_uuid": "model_routers",
	"nfs_id": "shares",
}

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
	if table := References[key]; table != "" && w.API.Kinds[table] != nil {
		for _, id := range IdsIn(value, nil) {
			if id != "" && id != "0" && w.Find(table, id) == nil {
				return Unprocessable("%s %s does not exist", key, id)
			}
		}
		return nil
	}
	if key == "region" && value[0] == '"' {
		if slug := DecodeString(value); !w.knowsRegion(schema, key, slug) {
			return Unprocessable("region %s is invalid", slug)
		}
	}
	switch value[0] {
	case '{':
		d, _ := ParseDocument([]byte(value))
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
