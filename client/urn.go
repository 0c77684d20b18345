package client

// urnKinds are the kinds in the names that projects, alert policies and tags call
// resources by, by the path of the collection: those of godo's URN methods.
var urnKinds = map[string]string{
	"/v2/droplets":            "droplet",
	"/v2/floating_ips":        "floatingip",
	"/v2/reserved_ips":        "reservedip",
	"/v2/volumes":             "volume",
	"/v2/domains":             "domain",
	"/v2/load_balancers":      "loadbalancer",
	"/v2/kubernetes/clusters": "kubernetes",
	"/v2/databases":           "dbaas",
	"/v2/apps":                "app",
	"/v2/vpcs":                "vpc",
	"/v2/firewalls":           "firewall",
}

// HasURN reports whether objects of the class have a uniform resource name.
func (c *ResourceClass) HasURN() bool { return urnKinds[c.Path] != "" }

// URN is the object's uniform resource name, such as "do:droplet:5", by which
// projects and alert policies name it; "" if it has none.
func (o *Object) URN() string {
	kind, id := urnKinds[o.in.class.Path], o.Identity()
	if kind == "" || id == "" {
		return ""
	}
	return "do:" + kind + ":" + id
}
