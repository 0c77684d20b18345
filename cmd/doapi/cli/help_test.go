package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/help"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	"github.com/doapi-lua/doapi/luabind/check"
)

// helpNames are the names of the contract with scripts, which is no part of the
// project: functions, methods, properties, constants, fields, values, settings, flags,
// variables of the environment and kinds of errors.
const helpNames = "testdata/help_names.txt"

// contractNames lists the names of the contract: what it has in code, and the kinds of
// errors with their fields.
func contractNames(contract string) (names []string) {
	code, kinds := regexp.MustCompile("`[^`]+`"), regexp.MustCompile(`[A-Z][A-Za-z]*Error(?: \{[^}]*\})?`)
	name := regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]+(?:[.:][A-Za-z_][A-Za-z0-9_]*)*|--[a-z][a-z-]+`)
	seen := map[string]bool{}
	for _, section := range strings.Split(contract, "\n## ") {
		if !numbered.MatchString(section) {
			continue
		}
		spans := code.FindAllString(section, -1)
		if strings.HasPrefix(section, "5.") {
			spans = append(spans, kinds.FindAllString(section, -1)...)
		}
		for _, span := range spans {
			for _, n := range name.FindAllString(span, -1) {
				if !seen[n] && !strings.Contains(notNames, " "+n+" ") {
					seen[n] = true
					names = append(names, n)
				}
			}
		}
	}
	return names
}

var numbered = regexp.MustCompile(`^[0-9]+\.`)

// Every name that the contract with scripts has answers help; -update keeps the list
// of them for where the contract is not at hand.
func TestHelpOfContract(t *testing.T) {
	text, err := os.ReadFile("../../../../shared/LUA_API.md")
	if err != nil {
		t.Skip("the contract with scripts is not at hand")
	}
	names := contractNames(string(text))
	root := newApp(Env{}).rootCommand()
	var missed, known []string
	for _, n := range names {
		if _, ok := docs().Help(n); ok {
			known = append(known, n)
		} else if _, ok := helpOn(n); !ok && !slices.Contains(commandNames(root), n) {
			missed = append(missed, n)
		}
	}
	if len(names) < 400 || len(missed) > 0 {
		t.Errorf("%d names asked for, no help on %d: %q", len(names), len(missed), missed)
	}
	t.Logf("%d names answer", len(names)-len(missed))
	kept, err := os.ReadFile(helpNames)
	if *update {
		err = os.WriteFile(helpNames, []byte(strings.Join(known, "\n")+"\n"), 0o644)
	} else if string(kept) != strings.Join(known, "\n")+"\n" {
		t.Errorf("%s is not what the contract has: -update writes it", helpNames)
	}
	if err != nil {
		t.Error(err)
	}
}

// The names of the contract, of operations as ops prints them and as the API calls
// them, and of topics answer help, in the REPL too.
func TestHelpOfNames(t *testing.T) {
	kept, err := os.ReadFile(helpNames)
	if err != nil {
		t.Fatal(err)
	}
	names := append(strings.Fields(string(kept)), topics.Names()...)
	if len(names) < 400 {
		t.Fatalf("there are %d names", len(names))
	}
	for i, op := range catalog.All() {
		names = append(names, op.Group+"."+op.Name)
		if i%20 == 0 || strings.Contains(op.ID, ".") {
			names = append(names, "do."+op.Group+"."+op.Name, op.ID)
		}
	}
	texts := map[string]string{}
	for _, n := range names {
		text, ok := docs().Help(n)
		if !ok || len(text) < 20 {
			t.Errorf("no help on %s: %q", n, text)
		}
		texts[n] = text
	}
	// A name that several have lists all of them.
	for _, n := range names {
		if strings.ContainsAny(n, ".:-") {
			continue
		}
		text := texts[n]
		for _, found := range docs().Find(n) {
			if _, last, _ := strings.Cut(found, "."); !strings.Contains(text, found) && !strings.HasPrefix(text, n) && !strings.Contains(text, last+"(") && !strings.Contains(text, " more") {
				t.Errorf("help %s does not name %s:\n%.500s", n, found, text)
			}
		}
	}
	var asked strings.Builder
	for i, n := range strings.Fields(string(kept)) {
		if i%4 == 0 {
			asked.WriteString(n + "?\n")
		}
	}
	_, errs, _ := run(asked.String(), nil, "--sim", "repl")
	if errs != "" {
		t.Errorf("in the REPL: %.1000s", errs)
	}
}

// notNames are the words in code that name nothing: placeholders, keywords of other
// languages, and words of the sentences between two pieces of code.
const notNames = " last_ do.x do:x do.ensure.KIND GROUP.OPERATION do.GROUP.OPERATION v2 up no is gb fn by be as an of ca doapi.x KIND NYC3 nyc ubunut x64 actve vcpu nyc4 debian arm h30m f1c could found OPERATION SHELL METHOD DATA KEY PATH SIZE CODE MODULE RULE " +
	"per effects issue Flags the that accept them anywhere counts this said named silent works Under virtual wakes wake pauses interrupt earliest which use "

// TestNotNames has the list of them hold no name: what help answers has one.
func TestNotNames(t *testing.T) {
	root := newApp(Env{}).rootCommand()
	for _, n := range strings.Fields(notNames) {
		if docs().Module(n) != nil || check.Standard(n) {
			t.Errorf("%s is a name", n)
		}
		if _, ok := docs().Help(n); ok {
			t.Errorf("%s is a name: help tells of it", n)
		}
		if help.Setting(root, n) != "" {
			t.Errorf("%s is a setting", n)
		}
	}
}

// What help tells by the tables of the contract, each name of them.
func TestHelpOnSettings(t *testing.T) {
	root := newApp(Env{}).rootCommand()
	var names []string
	for _, v := range contract.Variables() {
		names = append(names, v.Name, strings.ToLower(v.Name))
	}
	for _, c := range contract.ErrorCodes() {
		names = append(names, c.Code)
	}
	for _, r := range check.Codes() {
		names = append(names, string(r.Code))
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	names = append(names, "operation", "kind", "status", "rate", "times", "seconds", "when", "speed", "retry_busy", "exactly_once", "settle")
	for _, n := range names {
		if text, ok := helpOn(n); !ok || len(text) < 20 {
			t.Errorf("no help on %s: %q", n, text)
		}
	}
}

// The help on a command has examples, whose flags it takes, and of the flags of
// all commands those that matter to it.
func TestHelpOnCommands(t *testing.T) {
	root := newApp(Env{}).rootCommand()
	for _, c := range root.Commands() {
		if c.Hidden {
			continue
		}
		text, _, code := run("", nil, c.Name(), "--help")
		if code != 0 || !strings.Contains(text, "\nExamples:\n") || !strings.Contains(text, "--json") {
			t.Errorf("%s --help: %d\n%s", c.Name(), code, text)
		}
		for _, name := range usages()[c.Name()].flags {
			if root.PersistentFlags().Lookup(name) == nil || !strings.Contains(text, "--"+name+" ") {
				t.Errorf("%s --help does not show --%s", c.Name(), name)
			}
		}
		for line := range strings.Lines(c.Example) {
			for _, word := range strings.Fields(line) {
				name, isFlag := strings.CutPrefix(word, "--")
				if isFlag && flagsOf(c).Lookup(name) == nil && !strings.Contains(line, "&& doapi run") {
					t.Errorf("%s --help shows --%s, which it does not take", c.Name(), name)
				}
			}
		}
	}
	for name, alien := range map[string]string{"fmt": "--token", "version": "--max-cost", "call": "--max-memory", "test": "--context", "sim": "--journal", "auth": "--rollback"} {
		if text, _, _ := run("", nil, name, "--help"); strings.Contains(text, alien+" ") {
			t.Errorf("%s --help shows %s", name, alien)
		}
	}
	// What is hidden there is taken all the same, and is back elsewhere.
	if _, _, code := run("", nil, "version", "--token", "x"); code != 0 {
		t.Error("version does not take --token")
	}
}

// A word is searched for in names and texts of everything.
func TestHelpSearch(t *testing.T) {
	for word, want := range map[string]string{
		"retry": "doapi{retry_busy}", "XDG": "XDG_STATE_HOME", "ipv6": "do.create_droplet{ipv6}", "recorded": "--replay", "outcome": "unknown_outcome",
		"stall": "faults  ", "balancer": "do.load_balancers.create", "exit code": "exit  ",
	} {
		if text, _, code := run("", nil, "help", "-k", word); code != 0 || !strings.Contains(text, want) {
			t.Errorf("help -k %s does not tell of %s:\n%.600s", word, want, text)
		}
	}
	// Several words have to stand there together.
	if text, _, code := run("", nil, "help", "multiple", "droplets"); code != 0 || !strings.HasPrefix(text, "do.create_multiple_droplets  ") {
		t.Errorf("help multiple droplets:\n%.300s", text)
	}
	if text, _, _ := run("", nil, "help", "-k", "balancer", "uptime"); strings.Contains(text, "do.load_balancers.create  ") {
		t.Errorf("one word of two is enough:\n%.300s", text)
	}
	for name, own := range map[string]string{"create_volume": "do.volumes.create", "create_droplets": "do.create_multiple_droplets", "do.list_droplets": "do.fetch_all_droplets", "do.droplets.delete": "do.droplets.destroy"} {
		if _, errs, code := run("", nil, "help", name); code != 2 || !strings.Contains(errs, "did you mean '"+own+"'") {
			t.Errorf("help %s: %s", name, errs)
		}
	}
	if text, _, _ := run("", nil, "help", "fetch"); !strings.Contains(text, "VPC:fetch") || !strings.Contains(text, "Droplet:fetch") {
		t.Errorf("help fetch does not list all:\n%.400s", text)
	}
}

// failing are command lines by their commands that fail, with the code of the
// error; each command has some.
var failing = map[string][]struct {
	line, code string
}{
	"run":   {{"run nosuch.lua", "no_such_file"}, {"run", "usage"}, {"run -e error()", "script"}, {"run -e do.fetch_account()", "no_token"}, {"run --expect nosuch.plan -e x=1", "no_such_file"}},
	"repl":  {{"repl x", "usage"}, {"repl --record /nosuch/x", "no_such_file"}},
	"plan":  {{"plan", "usage"}, {"plan nosuch.lua", "no_such_file"}, {"plan -e error()", "no_token"}, {"plan --sim -e error()", "script"}, {"plan --sim -e do.create_tag('')", "value"}},
	"sim":   {{"sim x", "usage"}, {"sim --state /nosuch/x", "no_such_file"}, {"sim --fault {", "usage"}, {"sim --transitions never", "usage"}},
	"check": {{"check", "usage"}, {"check nosuch.lua", "no_such_file"}},
	"fmt":   {{"fmt nosuch.lua", "no_such_file"}, {"fmt -w -d", "usage"}}, "lsp": {{"lsp x", "usage"}, {"lsp", "failed"}},
	"test": {{"test nosuch", "no_such_file"}, {"test --only ( .", "usage"}}, "new": {{"new", "usage"}, {"new /", "usage"}},
	"ops":     {{"ops nosuchoperation", "failed"}},
	"call":    {{"call", "usage"}, {"call droplets.nosuch", "usage"}, {"call --sim droplets.get droplet_id=1", "api"}, {"call account.get", "no_token"}, {"call --sim droplets.get", "type"}, {"call --sim tags.create name=@nosuch", "no_such_file"}},
	"request": {{"request", "usage"}, {"request --sim /v2/droplets/1", "api"}, {"request /v2/account", "no_token"}},
	"undo":    {{"undo", "usage"}, {"undo nosuch", "no_such_file"}}, "report": {{"report", "usage"}, {"report nosuch", "no_such_file"}, {"report a b", "usage"}},
	"tidy": {{"tidy", "no_token"}}, "types": {{"types --luacheck --selene", "usage"}, {"types /dev/null/x", "file"}}, "auth": {{"auth", "no_token"}, {"auth x", "usage"}},
	"completion": {{"completion", "usage"}, {"completion csh", "usage"}}, "docs": {{"docs x", "usage"}, {"docs --out /dev/null/x", "file"}},
	"man": {{"man nosuch", "usage"}, {"man a b", "usage"}}, "version": {{"version x", "usage"}}, "capabilities": {{"capabilities x", "usage"}},
	"help": {{"help nosuchname", "usage"}, {"help nosuchword a", "failed"}, {"help -k nosuchword", "failed"}},
}

// asking are command lines, by their commands, that send a request; JOURNAL is a file
// that has a change. Each command that takes a token has some.
var asking = map[string][]string{
	"run":  {"run -e do.fetch_account()", "run -e do.create_tag('x')", "run --max-cost 5 -e do.volumes.create{name='a',size_gigabytes=1,region='nyc3'}", "run --journal NEW -e do.create_tag('x')", "run --rollback -e do.create_tag('x')"},
	"repl": {"repl"}, "plan": {"plan -e do.create_tag('x')", "plan --out NEW -e do.create_tag('x')"},
	"call":    {"call account.get", "call tags.create name=x", "call --wait droplets.get droplet_id=1"},
	"request": {"request /v2/account", "request -X DELETE /v2/tags/x", "request --paginate droplets /v2/droplets"},
	"undo":    {"undo --yes --force JOURNAL"}, "tidy": {"tidy", "tidy --yes x"}, "auth": {"auth"},
}

// Names of other tools, those of Terraform's resources and data sources among them,
// are answered with a name that help knows.
func TestHabitsOfOthers(t *testing.T) {
	n := 0
	for _, name := range strings.Fields(otherTools) {
		own := docs().Suggest(name)
		if _, ok := docs().Help(own); own == "" || !ok || !strings.ContainsAny(own, ".:") {
			if _, known := docs().Help(name); !known {
				t.Errorf("for %s it suggests %q", name, own)
			}
		}
		n++
	}
	t.Logf("%d names of others are answered", n)
}

const otherTools = `
digitalocean_account digitalocean_app digitalocean_apps digitalocean_byoip_prefix digitalocean_byoip_prefix_resources digitalocean_cdn
digitalocean_certificate digitalocean_container_registries digitalocean_container_registry digitalocean_container_registry_docker_credentials
digitalocean_custom_image digitalocean_database_ca digitalocean_database_cluster digitalocean_database_connection_pool digitalocean_database_db
digitalocean_database_firewall digitalocean_database_kafka_config digitalocean_database_kafka_schema_registry digitalocean_database_kafka_topic
digitalocean_database_logsink_datadog digitalocean_database_logsink_opensearch digitalocean_database_logsink_rsyslog
digitalocean_database_metrics_credentials digitalocean_database_mongodb_config digitalocean_database_mysql_config
digitalocean_database_online_migration digitalocean_database_opensearch_config digitalocean_database_postgresql_config
digitalocean_database_redis_config digitalocean_database_replica digitalocean_database_user digitalocean_database_valkey_config
digitalocean_dedicated_inference digitalocean_dedicated_inference_token digitalocean_domain digitalocean_domains digitalocean_droplet
digitalocean_droplet_autoscale digitalocean_droplet_snapshot digitalocean_droplets digitalocean_firewall digitalocean_firewalls
digitalocean_floating_ip digitalocean_floating_ip_assignment digitalocean_functions_access_key digitalocean_functions_namespace
digitalocean_functions_trigger digitalocean_genai_agent digitalocean_genai_agents digitalocean_genai_knowledge_base digitalocean_genai_knowledge_bases
digitalocean_genai_openai_api_key digitalocean_gradientai_agent digitalocean_gradientai_agent_knowledge_base_attachment
digitalocean_gradientai_agent_route digitalocean_gradientai_agents digitalocean_gradientai_function digitalocean_gradientai_indexing_job_cancel
digitalocean_gradientai_knowledge_base digitalocean_gradientai_knowledge_base_data_source digitalocean_gradientai_knowledge_bases
digitalocean_gradientai_models digitalocean_gradientai_openai_api_key digitalocean_gradientai_regions digitalocean_image digitalocean_images
digitalocean_kubernetes_cluster digitalocean_kubernetes_node_pool digitalocean_kubernetes_versions digitalocean_loadbalancer
digitalocean_loadbalancers digitalocean_monitor_alert digitalocean_nfs digitalocean_nfs_attachment digitalocean_nfs_snapshot
digitalocean_partner_attachment digitalocean_partner_attachment_service_key digitalocean_project digitalocean_project_resources digitalocean_projects
digitalocean_record digitalocean_records digitalocean_region digitalocean_regions digitalocean_reserved_ip digitalocean_reserved_ip_assignment
digitalocean_reserved_ipv6 digitalocean_reserved_ipv6_assignment digitalocean_sizes digitalocean_spaces_bucket
digitalocean_spaces_bucket_cors_configuration digitalocean_spaces_bucket_logging digitalocean_spaces_bucket_object digitalocean_spaces_bucket_objects
digitalocean_spaces_bucket_policy digitalocean_spaces_buckets digitalocean_spaces_key digitalocean_ssh_key digitalocean_ssh_keys digitalocean_tag
digitalocean_tags digitalocean_uptime_alert digitalocean_uptime_check digitalocean_vector_database digitalocean_volume digitalocean_volume_attachment
digitalocean_volume_snapshot digitalocean_vpc digitalocean_vpc_nat_gateway digitalocean_vpc_peering digitalocean_vpcs list_droplets get_droplet
get_all_droplets delete_droplet destroy_droplet create_droplets reboot_droplet list_images get_image delete_image list_snapshots delete_snapshot
get_snapshot create_volume list_volumes get_volume delete_volume attach_volume detach_volume resize_volume create_firewall list_firewalls get_firewall
update_firewall delete_firewall create_load_balancer list_load_balancers get_load_balancer delete_load_balancer create_lb list_vpcs create_vpc get_vpc
delete_vpc update_vpc list_ssh_keys add_ssh_key delete_ssh_key get_ssh_key list_domains delete_domain get_domain create_record list_records
delete_record update_record create_cluster list_clusters get_cluster delete_cluster create_database list_databases get_database delete_database
create_database_cluster list_database_clusters create_kubernetes_cluster list_kubernetes_clusters get_kubernetes_cluster delete_kubernetes_cluster
create_node_pool list_regions list_sizes list_tags delete_tag get_tag list_projects create_project get_project delete_project update_project list_apps
create_app get_app delete_app update_app list_certificates create_certificate get_certificate delete_certificate list_cdn_endpoints
create_cdn_endpoint delete_cdn_endpoint list_reserved_ips create_reserved_ip delete_reserved_ip get_reserved_ip list_floating_ips delete_floating_ip
get_account get_balance list_invoices list_uptime_checks create_uptime_check create_alert_policy list_alert_policies delete_alert_policy
list_spaces_keys create_spaces_key delete_spaces_key get_kubeconfig`
