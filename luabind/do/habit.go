package do

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/habit"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// otherVerbs are what doctl, godo, Terraform and the libraries of other languages call
// what operations do whose names begin with a verb here.
func otherVerbs(verb string) []string {
	switch verb {
	case "list":
		return []string{"list", "get_all", "fetch_all", "all", "ls", "index"}
	case "create":
		return []string{"create", "add", "make", "new", "register", "post"}
	case "get":
		return []string{"get", "fetch", "show", "describe", "read", "retrieve", "find"}
	case "update":
		return []string{"update", "patch", "modify", "edit", "set", "put", "change", "rename"}
	case "delete":
		return []string{"delete", "destroy", "remove", "rm"}
	case "destroy":
		return []string{"destroy", "delete", "remove", "rm"}
	}
	return nil
}

// clientHabit is what people who come from other tools mean by a name of the
// client: do.create_volume is do.volumes.create here. "" if that is not known.
func clientHabit(name string) string {
	if thing, ok := strings.CutPrefix(name, "digitalocean_"); ok { // a resource of Terraform's, or a data source
		if own := habit.Terraform(thing); own != "" {
			return own
		}
		if thing != plural(thing) {
			if own := clientHabit("create_" + thing); own != "" {
				return own
			}
		}
		return clientHabit(thing)
	}
	for _, verb := range []string{"list", "get", "create", "update", "delete", "destroy"} {
		for _, other := range otherVerbs(verb) {
			thing, ok := strings.CutPrefix(name, other+"_")
			if !ok {
				continue
			}
			if of, byName := strings.CutSuffix(thing, "_by_name"); byName { // a name is a filter of lists
				return clientHabit("list_" + plural(of))
			}
			if own := typedHabit(verb, thing); own != "" {
				return own
			}
			for _, group := range groupsOf(thing) {
				if op := operationLike(group, verb, thing); op != "" {
					return "do." + group + "." + op
				}
				if op := mainOperation(group, verb); op != nil {
					return "do." + group + "." + op.Name
				}
			}
		}
	}
	for class, kind := range map[string]string{"Droplet": "droplet", "Image": "image", "FloatingIP": "floating_ip", "Domain": "domain", "Tag": "tag"} {
		if act, ok := strings.CutSuffix(name, "_"+kind); ok && slices.ContainsFunc(kinds()[class].class.Methods, func(f luabind.Func) bool { return f.Name == act }) {
			return class + ":" + act // do.reboot_droplet
		}
	}
	for group, acts := range actionTypes() {
		for _, act := range acts {
			if name == act+"_"+singular(group) { // do.attach_volume
				return "do." + actionOperations()[group]
			}
		}
	}
	if groups := groupsOf(name); len(groups) > 0 && groups[0] != name { // do.droplet.list
		return "do." + groups[0]
	}
	return ""
}

// CommandHabit is what somebody means who writes the words of a command of doctl:
// do.load_balancers.add_droplets for compute load-balancer add-droplets. "" if that is
// not known.
func CommandHabit(words []string) string {
	var names []string
	for _, word := range words {
		if word != "doctl" && word != "compute" {
			names = append(names, strings.ReplaceAll(strings.ToLower(word), "-", "_"))
		}
	}
	if len(names) < 2 {
		return ""
	}
	verb, things := names[len(names)-1], names[:len(names)-1]
	for _, group := range append(groupsOf(strings.Join(things, "_")), groupsOf(things[0])...) {
		if catalog.ByName(group, verb) != nil {
			if own := typedHabit(verb, things[0]); own != "" && len(things) == 1 {
				return own
			}
			if len(things) == 1 {
				return "do." + group + "." + verb
			}
		}
	}
	for len(things) > 0 {
		if own := clientHabit(verb + "_" + strings.Join(things, "_")); own != "" {
			return own
		}
		things = things[1:]
	}
	for _, group := range groupsOf(names[0]) {
		return "do." + group
	}
	return ""
}

// clientFuncs are the client's own methods, whose descriptions lead back here.
var clientFuncs func() []luabind.Func

func init() {
	clientFuncs = func() []luabind.Func {
		managerClass.Prepare()
		return managerClass.Methods
	}
}

// typedHabit finds the client's own method: fetch_all_droplets for list_droplets.
func typedHabit(verb, thing string) string {
	var name string
	switch verb {
	case "list":
		name = "fetch_all_" + plural(thing)
	case "get":
		name = "fetch_" + strings.TrimSuffix(thing, "s")
	case "create":
		name = "create_" + strings.TrimSuffix(thing, "s")
		if many := "create_multiple_" + thing; isClientFunc(many) {
			name = many
		}
	}
	if isClientFunc(name) {
		return "do." + name
	}
	return ""
}

func isClientFunc(name string) bool {
	return slices.ContainsFunc(clientFuncs(), func(f luabind.Func) bool { return f.Name == name })
}

func plural(thing string) string {
	switch {
	case strings.HasSuffix(thing, "s"):
		return thing
	case strings.HasSuffix(thing, "y") && !strings.HasSuffix(thing, "ey"):
		return strings.TrimSuffix(thing, "y") + "ies"
	}
	return thing + "s"
}

func singular(thing string) string {
	if one, ok := strings.CutSuffix(thing, "ies"); ok {
		return one + "y"
	}
	return strings.TrimSuffix(thing, "s")
}

// groupsOf are the groups that a thing is looked for in: volumes for volume,
// kubernetes for cluster.
func groupsOf(thing string) []string {
	wanted := []string{thing, plural(thing)}
	for _, one := range []string{thing, singular(thing)} { // dns is no plural
		if more := otherNames()[one]; more != "" {
			wanted = append(wanted, more)
		}
	}
	var found []string
	for _, g := range wanted {
		if catalog.InGroup(g) != nil {
			found = append(found, g)
		}
	}
	return found
}

var otherNamesOnce lazy.Value[map[string]string]

// otherNames are groups by what other tools call what is in them.
func otherNames() map[string]string {
	return otherNamesOnce.Get(func() map[string]string {
		return map[string]string{
			"cluster": "kubernetes", "kubernetes_cluster": "kubernetes", "node_pool": "kubernetes", "database_cluster": "databases", "db": "databases",
			"lb": "load_balancers", "record": "domains", "domain_record": "domains", "key": "ssh_keys", "alert": "monitoring", "alert_policy": "monitoring",
			"check": "uptime", "uptime_check": "uptime", "cdn_endpoint": "cdn", "endpoint": "cdn", "reserved_ip": "reserved_ips", "spaces_key": "spaces_key",
			"k8s": "kubernetes", "doks": "kubernetes", "dns": "domains", "network": "vpcs", "billing": "balance", "customer": "balance",
			"vpc_peering": "vpc_peerings", "monitor_alert": "monitoring", "custom_image": "images", "droplet_autoscale": "autoscale_pools", "volume_attachment": "volume_actions",
			"volume_snapshot": "volume_snapshots", "droplet_snapshot": "droplet_actions", "project_resources": "projects", "spaces_bucket": "spaces_key", "database_firewall": "databases",
			"kubernetes_node_pool": "kubernetes", "domain_records": "domains", "balance": "balance", "billing_history": "billing_history",
			"block_storage": "volumes", "bucket": "spaces_key", "space": "spaces_key", "loadbalancer": "load_balancers", "floating_ip": "reserved_ips", "sshkey": "ssh_keys",
			"container_registry": "registries", "cert": "certificates", "firewall_rule": "firewalls", "snapshot": "snapshots", "agent": "genai", "app": "apps",
		}
	})
}

// operationLike is the operation of a group that does what a verb says.
func operationLike(group, verb, thing string) string {
	ops := catalog.InGroup(group)
	one := singular(thing)
	best := ""
	for _, op := range ops {
		if op.Name == verb && best == "" {
			best = op.Name
		}
		// do.kubernetes.create_cluster for create_cluster
		if rest, ok := strings.CutPrefix(op.Name, verb+"_"); ok && (singular(rest) == one || strings.HasSuffix(one, "_"+singular(rest))) {
			return op.Name
		}
	}
	return best
}

// groupHabit is the same for the operations of a group: do.droplets.delete is
// do.droplets.destroy.
func groupHabit(group, name string) string {
	if slices.Contains(actionTypes()[group], name) {
		return "do." + actionOperations()[group]
	}
	if own := habit.Operations()[group+"."+name]; own != "" {
		return "do." + own
	}
	for _, alike := range alikeVerbs(name) {
		if catalog.ByName(group, alike) != nil {
			return "do." + group + "." + alike
		}
	}
	for _, verb := range []string{"list", "get", "create", "update", "delete", "destroy"} {
		if slices.Contains(otherVerbs(verb), name) {
			if catalog.ByName(group, verb) != nil {
				return "do." + group + "." + verb
			}
			if op := mainOperation(group, verb); op != nil {
				return "do." + group + "." + op.Name
			}
		}
		for _, other := range otherVerbs(verb) {
			thing, ok := strings.CutPrefix(name, other+"_")
			if !ok {
				continue
			}
			// do.volumes.create_snapshot is do.volume_snapshots.create
			if one := strings.TrimSuffix(thing, "s"); !slices.Contains(groupsOf(one), group) {
				if below := strings.TrimSuffix(group, "s") + "_" + plural(one); catalog.ByName(below, verb) != nil {
					return "do." + below + "." + verb
				}
				continue
			}
			if op := operationLike(group, verb, thing); op != "" {
				return "do." + group + "." + op
			}
		}
	}
	return ""
}

var actionTypesOnce lazy.Value[map[string][]string]

// actionTypes are what is done to things by operations of another group, and
// actionOperations those operations.
func actionTypes() map[string][]string {
	return actionTypesOnce.Get(func() map[string][]string {
		return map[string][]string{
			"volumes":      {"attach", "detach", "resize"},
			"reserved_ips": {"assign", "unassign"}, "floating_ips": {"assign", "unassign"}, "reserved_ipv6": {"assign", "unassign"},
			"images":   {"transfer", "convert"},
			"droplets": {"reboot", "power_on", "power_off", "power_cycle", "shutdown", "resize", "rebuild", "rename", "snapshot", "restore"},
		}
	})
}

var actionOperationsOnce lazy.Value[map[string]string]

func actionOperations() map[string]string {
	return actionOperationsOnce.Get(func() map[string]string {
		return map[string]string{
			"volumes": "volume_actions.post_by_id", "reserved_ips": "reserved_ips_actions.post", "floating_ips": "floating_ips_action.post",
			"reserved_ipv6": "reserved_ipv6_actions.post", "droplets": "droplet_actions.post", "images": "image_actions.post",
		}
	})
}

// roleOf is what the operations of a verb do by their place in the catalog.
func roleOf(verb string) (v catalog.Role, ok bool) {
	switch verb {
	case "list":
		return catalog.RoleList, true
	case "get":
		return catalog.RoleGet, true
	case "create":
		return catalog.RoleCreate, true
	case "update":
		return catalog.RoleUpdate, true
	case "delete":
		return catalog.RoleDelete, true
	}
	return v, false
}

// mainOperation is the operation of a group that does something with what the
// group is about: create_cluster of databases. nil if there is none.
func mainOperation(group, verb string) *catalog.Operation {
	role, ok := roleOf(verb)
	if !ok {
		return nil
	}
	var main *catalog.Operation
	for _, op := range catalog.InGroup(group) {
		if _, is := catalog.CollectionOf(op); is != role || op.Deprecated {
			continue
		}
		named := func(op *catalog.Operation) bool { return strings.HasPrefix(op.Name, verb+"_") } // create_cluster rather than add_registry
		if main == nil || named(op) && !named(main) || named(op) == named(main) && len(op.Path) < len(main.Path) {
			main = op
		}
	}
	return main
}

// alikeVerbs are the names that differ from one in the verb alone, or in being one or
// many: add_user for create_user, add_droplets for attach_droplet.
func alikeVerbs(name string) []string {
	verb, thing, ok := strings.Cut(name, "_")
	if !ok {
		return nil
	}
	var names []string
	families := [][]string{{"assign", "add", "attach"}, {"unassign", "remove", "detach", "delete"}}
	for _, alike := range []string{"list", "get", "create", "update", "delete", "destroy"} {
		families = append(families, otherVerbs(alike))
	}
	for _, family := range families {
		if slices.Contains(family, verb) {
			for _, other := range family {
				names = append(names, other+"_"+thing, other+"_"+plural(thing))
			}
		}
	}
	return names
}

// ownHabit is what operations on objects of a class as a whole are as methods of them:
// delete for destroy_cluster; "" for other names.
func ownHabit(class *luabind.Class, name string) string {
	verb, thing, _ := strings.Cut(name, "_")
	of := strings.ToLower(class.Name)
	if thing == "" || !strings.HasSuffix(of, strings.ReplaceAll(thing, "_", "")) && !(of == "database" && thing == "cluster") {
		return ""
	}
	switch {
	case slices.Contains(otherVerbs("get"), verb):
		return "fetch"
	case slices.Contains(otherVerbs("update"), verb):
		return "update"
	case slices.Contains(otherVerbs("delete"), verb):
		return "delete"
	}
	return ""
}

// methodHabit is what a method of a class is called here: by the table, or the
// only one whose name ends so, as reserved_ips_actions_post for post.
func methodHabit(class *luabind.Class) func(name string) string {
	return func(name string) string {
		describeFields()
		for _, own := range habit.Fields(name) {
			if slices.ContainsFunc(class.Properties, func(p luabind.Property) bool { return p.Name == own }) ||
				slices.ContainsFunc(class.Fields, func(p luabind.Param) bool { return p.Name == own }) {
				return own
			}
		}
		if own := habit.Elsewhere(class.Name, name); own != "" {
			return own
		}
		all := class.AllMethods()
		for _, own := range habit.Methods()[name] {
			if slices.ContainsFunc(all, func(f luabind.Func) bool { return f.Name == own }) {
				return own
			}
		}
		for _, alike := range alikeVerbs(name) {
			if slices.ContainsFunc(all, func(f luabind.Func) bool { return f.Name == alike }) {
				return alike
			}
		}
		if name == "wait" && slices.ContainsFunc(all, func(f luabind.Func) bool { return f.Name == "list_deployments" }) {
			return "list_deployments():first():wait"
		}
		if own := ownHabit(class, name); own != "" && slices.ContainsFunc(all, func(f luabind.Func) bool { return f.Name == own }) {
			return own
		}
		longer := ""
		for i := range all {
			if strings.HasSuffix(all[i].Name, "_"+name) {
				if longer != "" {
					return ""
				}
				longer = all[i].Name
			}
		}
		if verb, thing, ok := strings.Cut(name, "_"); longer == "" && ok && (slices.Contains(otherVerbs("list"), verb) || slices.Contains(otherVerbs("get"), verb)) {
			return readLike(all, thing)
		}
		return longer
	}
}

// readLike is the only method of the list that reads what is called so:
// get_available_upgrades for upgrades; "" if there is none, or several.
func readLike(all []luabind.Func, thing string) string {
	found := ""
	for i := range all {
		verb, _, _ := strings.Cut(all[i].Name, "_")
		if strings.HasSuffix(all[i].Name, "_"+thing) && (verb == "get" || verb == "list" || verb == "fetch") {
			if found != "" {
				return ""
			}
			found = all[i].Name
		}
	}
	return found
}
