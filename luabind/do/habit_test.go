package do

import (
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/do/internal/habit"
)

// What other tools call something is hinted at: by the checker and by the run.
func TestHabits(t *testing.T) {
	checker := check.New(Modules())
	for src, want := range map[string]string{
		`do.create_volume{name = "x"}`:                      "do.volumes.create",
		`do.k8s.list()`:                                     "do.kubernetes",
		`do.dns.list()`:                                     "do.domains",
		`do.lbs.list()`:                                     "do.load_balancers",
		`do.droplet.list()`:                                 "do.droplets",
		`do.billing.get()`:                                  "do.balance",
		`do.list_droplets()`:                                "do.fetch_all_droplets",
		`do.get_droplet(5)`:                                 "do.fetch_droplet",
		`do.get_all_droplets()`:                             "do.fetch_all_droplets",
		`do.digitalocean_droplet("web")`:                    "do.create_droplet",
		`do.digitalocean_loadbalancer("web")`:               "do.load_balancers.create",
		`do.list_volumes()`:                                 "do.volumes.list",
		`do.delete_volume("x")`:                             "do.volumes.delete",
		`do.create_cluster{}`:                               "do.kubernetes.create_cluster",
		`do.create_database_cluster{}`:                      "do.databases.create_cluster",
		`do.list_load_balancers()`:                          "do.load_balancers.list",
		`do.create_lb{}`:                                    "do.load_balancers.create",
		`do.add_ssh_key{}`:                                  "do.create_ssh_key",
		`do.destroy_droplet(5)`:                             "do.droplets.destroy",
		`do.droplets.delete{droplet_id = 1}`:                "do.droplets.destroy",
		`do.volumes.all()`:                                  "do.volumes.list",
		`do.fetch_droplet(5):destroy()`:                     "delete",
		`do.fetch_droplet(5):restart()`:                     "reboot",
		`do.reserved_ips.create{region = "nyc3"}:assign(5)`: "reserved_ips_actions_post",
		`do.reserved_ips.create{region = "nyc3"}:post{}`:    "reserved_ips_actions_post",
		`do.volumes.get{volume_id = "x"}:attach(5)`:         "volume_actions_post_by_id",
		`do.volumes.get{volume_id = "x"}:snapshot("y")`:     "volume_snapshots_create",
		`do.databases.create{name = "x"}`:                   "do.databases.create_cluster",
		`do.kubernetes.delete{}`:                            "do.kubernetes.delete_cluster",
		`do.databases.create_user{}`:                        "do.databases.add_user",
		`do.kubernetes.create{}`:                            "do.kubernetes.create_cluster",
		`do.firewalls.add_droplets{}`:                       "do.firewalls.assign_droplets",
		`do.projects.add_resources{}`:                       "do.projects.assign_resources",
		`do.load_balancers.attach_droplet{}`:                "do.load_balancers.add_droplets",
		`do.volumes.create_snapshot{}`:                      "do.volume_snapshots.create",
		`do.create_database{}`:                              "do.databases.create_cluster",
		`do.reserved_ips.assign{}`:                          "do.reserved_ips_actions.post",
		`do.floating_ips.assign{}`:                          "do.floating_ips_action.post",
		`do.apps.deploy{}`:                                  "do.apps.create_deployment",
		`do.actions.wait(5)`:                                "do.wait_actions",
		`do.databases.get_cluster("x"):destroy_cluster()`:   "delete",
		`do.databases.get_cluster("x"):get_cluster()`:       "fetch",
		`do.volumes.get("x"):delete_volume()`:               "delete",
		`do.kubernetes.get_cluster("x"):delete_cluster()`:   "delete",
		`do.kubernetes.get_cluster("x"):list_upgrades()`:    "get_available_upgrades",
		`do.apps.get("x"):wait()`:                           "list_deployments():first():wait",
		`do.Droplet(5):attach_volume("x")`:                  "do.volume_actions.post_by_id",
		`do.Droplet(5):assign_ip("192.0.2.1")`:              "do.reserved_ips_actions.post",
		`do.Droplet(5):update{name = "x"}`:                  "rename",
		`do.Droplet(5):add_firewall("x")`:                   "do.firewalls.assign_droplets",
		`do.get_droplet_by_name("web")`:                     "do.fetch_all_droplets",
		`do.find_volume_by_name("web")`:                     "do.volumes.list",
		`do.Droplet(5):wait_until_active()`:                 "wait",
		`do.Droplet(5):terminate()`:                         "delete",
		`do.firewalls.get("x"):add_droplets{5}`:             "assign_droplets",
		`do.load_balancers.get("x"):add_droplet(5)`:         "add_droplets",
		`do.databases.get_cluster("x"):resize{size = "y"}`:  "update_cluster_size",
		`do.fetch_domain("x.y"):records()`:                  "fetch_all_records",
		`do.volumes.attach{}`:                               "do.volume_actions.post_by_id",
		`do.databases.get_cluster("x"):create_user{}`:       "add_user",
		`print(do.fetch_droplet(5).ip)`:                     "ip_address",
		`print(do.fetch_droplet(5).public_ip)`:              "ip_address",
		`print(do.reserved_ips.get("x").address)`:           "",
		`print(do.fetch_droplet(5).urn)`:                    "",
		`do.droplets.list{tag = "web"}`:                     "tag_name",
		`do.fetch_all_droplets{tag = "web"}`:                "tag_name",
		`do.droplets.list{tag_nam = "web"}`:                 "tag_name",
		`do.volumes.create{name="x", size_gigabytes=1, region="nyc3", filesystem="ext4"}`: "",
	} {
		var found []string
		for _, p := range checker.Check("t", []byte(src)) {
			found = append(found, p.Message)
		}
		text := strings.Join(found, "\n")
		if want == "" && strings.Contains(text, "did you mean") || want != "" && !strings.Contains(text, "did you mean '"+want+"'?") {
			t.Errorf("%s: %q, want %q", src, text, want)
		}
	}
}

// The commands of doctl lead to what does the same.
func TestCommandHabits(t *testing.T) {
	for words, want := range map[string]string{
		"compute droplet create":             "do.create_droplet",
		"doctl compute droplet list":         "do.fetch_all_droplets",
		"compute load-balancer add-droplets": "do.load_balancers.add_droplets",
		"compute domain records create":      "do.domains.create_record",
		"compute certificate create":         "do.certificates.create",
		"kubernetes cluster create":          "do.kubernetes.create_cluster",
		"compute reserved-ip create":         "do.reserved_ips.create",
		"apps create-deployment":             "do.apps.create_deployment",
		"compute region list":                "do.fetch_all_regions",
		"nothing at all":                     "",
		"droplet":                            "",
	} {
		if got := CommandHabit(strings.Fields(words)); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}

// What habits lead to exists.
func TestHabitsExist(t *testing.T) {
	exists := func(name string) bool {
		group, operation, dotted := strings.Cut(name, ".")
		return dotted && catalog.ByName(group, operation) != nil || !dotted && isClientFunc(name)
	}
	for _, list := range []map[string]string{habit.Operations(), actionOperations()} {
		for habit, own := range list {
			if !exists(own) {
				t.Errorf("%s: there is no %s", habit, own)
			}
		}
	}
	for group, types := range actionTypes() {
		if actionOperations()[group] == "" || len(types) == 0 {
			t.Errorf("%s has no operation for actions", group)
		}
	}
	methods := map[string]bool{}
	add := func(k *kind) {
		for _, f := range k.class.AllMethods() {
			methods[f.Name] = true
		}
	}
	for _, k := range kinds() {
		add(k)
	}
	for _, class := range client.GenericClasses() {
		add(genericKind(class))
	}
	for habit, list := range habit.Methods() {
		for _, own := range list {
			if !methods[own] {
				t.Errorf("%s: no class has a method %s", habit, own)
			}
		}
	}
}
