package client

import (
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

func TestGenericClasses(t *testing.T) {
	names := map[string]bool{}
	for _, c := range append(Classes(), GenericClasses()...) {
		if names[c.Name] {
			t.Errorf("two classes are called %s", c.Name)
		}
		names[c.Name] = true
	}
	for id, want := range map[string]string{
		"droplets_get": "Droplet", "droplets_list": "Droplet", "dropletActions_post": "Action", "volumeActions_list": "Action",
		"domains_list_records": "DomainRecord", "account_get": "Account", "loadBalancers_get": "LoadBalancer",
		"kubernetes_get_nodePool": "NodePool", "apps_restart": "Deployment", "databases_reset_auth": "User",
		"registries_update_garbageCollection": "RegistriesGarbageCollection", "projects_get_default": "Project",
		"volumeSnapshots_create": "Snapshot", "security_get_latest_scan": "Scan", "inference_create_batch": "Batch",
		"vpcs_list": "VPC", "reservedIPs_create": "ReservedIP", "droplets_list_kernels": "Kernel",
	} {
		switch c := ClassOf(catalog.ByID(id)); {
		case c == nil:
			t.Errorf("%s has no class", id)
		case c.Name != want:
			t.Errorf("%s: %s, want %s", id, c.Name, want)
		}
	}
	for _, w := range catalog.AllStates() {
		if c := ClassOf(w.Get); c == nil || c.Settles() == (w.Get.ID == "volumes_get") {
			t.Errorf("%s: %v", w.Get.ID, c)
		}
	}
}
