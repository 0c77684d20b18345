package engine

import "strings"

// URNKinds has the tables whose records have a uniform resource name, such as
// "do:droplet:5", in the order in which projects list them.
var URNKinds = []struct{ Kind, Table, Path string }{
	{"droplet", "droplets", "/v2/droplets/"},
	{"reservedip", "reserved_ips", "/v2/reserved_ips/"},
	{"floatingip", "reserved_ips", "/v2/floating_ips/"},
	{"volume", "volumes", "/v2/volumes/"},
	{"domain", "domains", "/v2/domains/"},
	{"loadbalancer", "load_balancers", "/v2/load_balancers/"},
	{"kubernetes", "kubernetes_clusters", "/v2/kubernetes/clusters/"},
	{"dbaas", "databases", "/v2/databases/"},
	{"app", "apps", "/v2/apps/"},
}

// URN returns the uniform resource name of a record and the path that leads to
// it; "" if it has none.
func URN(rec *Record) (urn, path string) {
	for _, k := range URNKinds {
		if k.Table == rec.Table.Name {
			return "do:" + k.Kind + ":" + rec.ID, k.Path + rec.ID
		}
	}
	return "", ""
}

// ByURN finds what a uniform resource name means; nil if there is nothing.
func (w *World) ByURN(urn string) *Record {
	scheme, rest, _ := strings.Cut(urn, ":")
	kind, id, ok := strings.Cut(rest, ":")
	if scheme != "do" || !ok {
		return nil
	}
	for _, k := range URNKinds {
		if k.Kind == kind {
			return w.Find(k.Table, id)
		}
	}
	return nil
}
