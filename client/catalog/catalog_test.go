package catalog_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/client/catalog"
)

func TestAllOperationsAreThere(t *testing.T) {
	methods := make(map[string]int)
	hosts := make(map[catalog.Base]int)
	beyond, sentences := 0, map[string]string{}
	for _, op := range catalog.All() {
		if op.Doc == "" || sentences[op.Doc] != "" && op.ID != "spacesKey_update" {
			t.Errorf("%s says %q, as %s does", op.ID, op.Doc, sentences[op.Doc])
		}
		sentences[op.Doc] = op.ID
		if op.Beyond {
			beyond++
			continue
		}
		methods[op.Method]++
		hosts[op.Host]++
	}
	if n := len(catalog.All()) - beyond; n != 659 || beyond != 32 {
		t.Errorf("%d operations that are described and %d more, want 659 and 32", n, beyond)
	}
	for method, want := range map[string]int{"GET": 340, "POST": 142, "PUT": 65, "DELETE": 97, "PATCH": 15} {
		if methods[method] != want {
			t.Errorf("%d operations with %s, want %d", methods[method], method, want)
		}
	}
	for host, want := range map[catalog.Base]int{catalog.API: 644, catalog.Inference: 13, catalog.Agent: 1, catalog.Upload: 1} {
		if hosts[host] != want {
			t.Errorf("%d operations on host %d, want %d", hosts[host], host, want)
		}
	}
}

// The list that freezes the names and the catalog hold the same names, each
// once.
func TestNamesAreTheFrozenOnes(t *testing.T) {
	data, err := os.ReadFile("gen/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	var frozen, have []string
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "#") {
			frozen = append(frozen, strings.TrimSpace(line))
		}
	}
	taken := make(map[string]string)
	for _, op := range catalog.All() {
		name := op.Group + "." + op.Name
		if other, ok := taken[name]; ok {
			t.Errorf("%s and %s are both called %s", other, op.ID, name)
		}
		taken[name] = op.ID
		have = append(have, op.ID+" "+name)
	}
	slices.Sort(frozen)
	slices.Sort(have)
	if !slices.Equal(frozen, have) {
		t.Error("the names differ from gen/names.txt: run go run ./client/catalog/gen")
	}
}

func TestSpelledNames(t *testing.T) {
	for id, want := range map[string]string{
		"droplets_list":                             "droplets.list",
		"loadBalancers_create":                      "load_balancers.create",
		"sshKeys_get":                               "ssh_keys.get",
		"floatingIPs_list":                          "floating_ips.list",
		"reservedIPs_get":                           "reserved_ips.get",
		"reservedIPv6_create":                       "reserved_ipv6.create",
		"invoices_get_byUUID":                       "invoices.get_by_uuid",
		"registries_list_repositoriesV2":            "registries.list_repositories_v2",
		"monitoring_get_appRestartCountMetrics.yml": "monitoring.get_app_restart_count_metrics",
		"monitoring_get_appCPUPercentageMetrics":    "monitoring.get_app_cpu_percentage_metrics",
		"droplets_destroy_byTag":                    "droplets.destroy_by_tag",
		"kubernetes_create_cluster":                 "kubernetes.create_cluster",
		"agentInference_create_chat_completion":     "agent_inference.create_chat_completion",
		"monitoring_get_droplet_autoscale_current_cpu_utilization.yml": "monitoring.get_droplet_autoscale_current_cpu_utilization",
	} {
		op := catalog.ByID(id)
		if op == nil {
			t.Errorf("no operation %s", id)
			continue
		}
		if got := op.Group + "." + op.Name; got != want {
			t.Errorf("%s is called %s, want %s", id, got, want)
		}
	}
}

func TestLookupsAgree(t *testing.T) {
	n := 0
	for _, group := range catalog.Groups() {
		ops := catalog.InGroup(group)
		if len(ops) == 0 {
			t.Errorf("group %s is empty", group)
		}
		for _, op := range ops {
			n++
			if op.Group != group || catalog.ByName(group, op.Name) != op || catalog.ByID(op.ID) != op {
				t.Errorf("%s is not found by its names", op.ID)
			}
		}
	}
	if n != len(catalog.All()) {
		t.Errorf("the groups hold %d operations of %d", n, len(catalog.All()))
	}
	if !slices.IsSorted(catalog.Groups()) {
		t.Error("the groups are not sorted")
	}
	for _, missing := range []string{"", "a", "droplets", "droplets_lis", "droplets_listt", "zzz"} {
		if op := catalog.ByID(missing); op != nil {
			t.Errorf("ByID(%q) = %s", missing, op.ID)
		}
		if ops := catalog.InGroup(missing); missing != "droplets" && ops != nil {
			t.Errorf("InGroup(%q) has %d operations", missing, len(ops))
		}
		if op := catalog.ByName("droplets", missing); op != nil {
			t.Errorf("ByName(droplets, %q) = %s", missing, op.ID)
		}
		if op := catalog.ByName(missing, "lis"); op != nil {
			t.Errorf("ByName(%q, lis) = %s", missing, op.ID)
		}
	}
}

// A slice that belongs to the package can't be grown over its neighbours.
func TestGroupsDontOverlap(t *testing.T) {
	ops := catalog.InGroup("account")
	next := catalog.InGroup("actions")[0]
	_ = append(ops, nil)
	if catalog.InGroup("actions")[0] != next {
		t.Error("appending to a group overwrote the next one")
	}
}

// The program's own trace of initialization must not mention the package.
func TestNoInitWork(t *testing.T) {
	if testing.CoverMode() != "" {
		t.Skip("counting coverage keeps errors.New from being laid out by the linker")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^$")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	trace, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, trace)
	}
	if !regexp.MustCompile(`(?m)^init (testing|os) @`).Match(trace) {
		t.Fatalf("no trace of initialization:\n%s", trace)
	}
	if line := regexp.MustCompile(`(?m)^init .*client/catalog @.*`).Find(trace); line != nil {
		t.Errorf("the catalog does work at start: %s", line)
	}
}

func BenchmarkByID(b *testing.B) {
	ops := catalog.All()
	for i := 0; b.Loop(); i++ {
		if op := ops[i%len(ops)]; catalog.ByID(op.ID) != op {
			b.Fatal(op.ID)
		}
	}
}
