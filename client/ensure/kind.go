package ensure

import (
	"slices"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/lazy"
)

// Kind is a kind of object that can be brought to a wanted state: data, which
// [Ensure] works by.
type Kind struct {
	Name string
	// Create is the id of the operation that makes one: its fields can be wanted.
	Create string
	// Collection is the path of the list; "{domain}" stands for a wanted field.
	Collection string
	ListKey    string
	ObjectKey  string
	ID         string // field that the path of one is made of
	// Direct: the identifying field is the last part of the path of one.
	Direct bool
	// By are the fields that identify one, all of them together; one that is not
	// wanted does not count, but for the first.
	By []string
	// Query are those of By that the list filters by.
	Query []string
	// Unique reports that the API refuses a second one of its own accord.
	Unique bool
	// Further are fields that can be wanted beside those of Create.
	Further []string
	// Put is the method that updates one; "" if nothing does.
	Put string
	// Whole: an update needs every field again.
	Whole bool
	// Unchecked are wanted fields that the API never shows.
	Unchecked []string
	// Fixed are fields that cannot be changed once it is made.
	Fixed []string
}

var kindsOnce lazy.Value[map[string]*Kind]

// kinds are all, by name.
func kinds() map[string]*Kind {
	return kindsOnce.Get(func() map[string]*Kind {
		return map[string]*Kind{
			"tag": {Name: "tag", Create: "tags_create", Collection: "/v2/tags", ListKey: "tags", ObjectKey: "tag", ID: "name", Direct: true, By: []string{"name"}, Unique: true},
			"ssh_key": {Name: "ssh_key", Create: "sshKeys_create", Collection: "/v2/account/keys", ListKey: "ssh_keys", ObjectKey: "ssh_key", ID: "id",
				By: []string{"public_key"}, Unique: true, Put: "PUT"},
			"domain": {Name: "domain", Create: "domains_create", Collection: "/v2/domains", ListKey: "domains", ObjectKey: "domain", ID: "name", Direct: true,
				By: []string{"name"}, Unique: true, Unchecked: []string{"ip_address"}},
			"record": {Name: "record", Create: "domains_create_record", Collection: "/v2/domains/{domain}/records", ListKey: "domain_records", ObjectKey: "domain_record", ID: "id",
				By: []string{"type", "name", "data"}, Query: []string{"type"}, Put: "PATCH", Further: []string{"domain"}},
			"firewall": {Name: "firewall", Create: "firewalls_create", Collection: "/v2/firewalls", ListKey: "firewalls", ObjectKey: "firewall", ID: "id",
				By: []string{"name"}, Unique: true, Put: "PUT", Whole: true},
			"volume": {Name: "volume", Create: "volumes_create", Collection: "/v2/volumes", ListKey: "volumes", ObjectKey: "volume", ID: "id",
				By: []string{"name", "region"}, Query: []string{"name", "region"}, Unique: true,
				Unchecked: []string{"snapshot_id"}, Fixed: []string{"description", "filesystem_type", "filesystem_label"}},
			"vpc": {Name: "vpc", Create: "vpcs_create", Collection: "/v2/vpcs", ListKey: "vpcs", ObjectKey: "vpc", ID: "id",
				By: []string{"name"}, Unique: true, Put: "PATCH", Fixed: []string{"region", "ip_range"}},
			"reserved_ip": {Name: "reserved_ip", Create: "reservedIPs_create", Collection: "/v2/reserved_ips", ListKey: "reserved_ips", ObjectKey: "reserved_ip", ID: "ip",
				By: []string{"ip", "droplet_id"}, Further: []string{"ip"}},
			"droplet": {Name: "droplet", Create: "droplets_create", Collection: "/v2/droplets", ListKey: "droplets", ObjectKey: "droplet", ID: "id",
				By: []string{"name", "region"}, Query: []string{"name"},
				Unchecked: []string{"user_data", "ssh_keys", "private_networking", "with_droplet_agent", "public_networking", "backup_policy"},
				Fixed:     []string{"image", "vpc_uuid", "monitoring", "ipv6", "volumes"}},
			"load_balancer": {Name: "load_balancer", Create: "loadBalancers_create", Collection: "/v2/load_balancers", ListKey: "load_balancers", ObjectKey: "load_balancer", ID: "id",
				By: []string{"name"}, Unique: true, Put: "PUT", Whole: true, Fixed: []string{"region", "type"}},
			"certificate": {Name: "certificate", Create: "certificates_create", Collection: "/v2/certificates", ListKey: "certificates", ObjectKey: "certificate", ID: "id",
				By: []string{"name"}, Unique: true, Unchecked: []string{"private_key", "leaf_certificate", "certificate_chain"}, Fixed: []string{"type", "dns_names"}},
			"project": {Name: "project", Create: "projects_create", Collection: "/v2/projects", ListKey: "projects", ObjectKey: "project", ID: "id",
				By: []string{"name"}, Unique: true, Put: "PATCH"},
			"cluster": {Name: "cluster", Create: "kubernetes_create_cluster", Collection: "/v2/kubernetes/clusters", ListKey: "kubernetes_clusters", ObjectKey: "kubernetes_cluster", ID: "id",
				By: []string{"name"}, Unique: true, Put: "PUT", Unchecked: []string{"node_pools"}, Fixed: []string{"region", "version", "vpc_uuid"}},
			"database": {Name: "database", Create: "databases_create_cluster", Collection: "/v2/databases", ListKey: "databases", ObjectKey: "database", ID: "id",
				By: []string{"name"}, Unique: true, Unchecked: []string{"backup_restore", "rules"},
				Fixed: []string{"engine", "version", "region", "size", "num_nodes", "private_network_uuid", "storage_size_mib", "project_id"}},
		}
	})
}

// order is that of Kinds.
var order = []string{
	"tag", "ssh_key", "domain", "record", "firewall", "volume", "vpc", "reserved_ip", "droplet",
	"load_balancer", "certificate", "project", "cluster", "database",
}

// Kinds are the names of all kinds.
func Kinds() []string { return order }

// KindOf is the kind of a name, nil if there is none. It is not to be changed.
func KindOf(name string) *Kind { return kinds()[name] }

// Fields are the names of what can be wanted of one, sorted.
func (k *Kind) Fields() []string {
	names := slices.Clone(k.Further)
	for _, f := range catalog.ByID(k.Create).BodyFields() {
		if !f.Schema.ReadOnly && !slices.Contains(names, f.Name) && !(k.Name == "droplet" && f.Name == "names") {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	return names
}

// Needed are the fields without which one is not found.
func (k *Kind) Needed() []string {
	switch k.Name {
	case "reserved_ip":
		return nil // its address, or its droplet
	case "record":
		return []string{"domain", "type", "name", "data"}
	}
	return k.By[:1]
}

// Required are the fields without which one cannot be made.
func (k *Kind) Required() []string {
	var names []string
	op := catalog.ByID(k.Create)
	for _, f := range op.BodyFields() {
		if f.Required && op.Body.WaiversOf(f.Name) == nil && f.Name != "names" {
			names = append(names, f.Name)
		}
	}
	return names
}
