package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// usage is what the help on a command shows beside its own flags.
type usage struct {
	flags    []string // those of all commands that matter to it, beside --json and --color
	examples string   // a command line each, what it does behind two spaces
}

// The flags of all commands by what they are for.
var (
	ofAPI     = []string{"sim", "token", "token-file", "context", "endpoint", "timeout", "retry-max-time", "ca-file", "insecure", "trace"}
	ofLists   = []string{"per-page"}
	ofWaits   = []string{"wait-interval", "wait-time", "progress"}
	ofLimits  = []string{"max-time", "max-memory", "max-instructions", "max-depth"}
	ofChanges = []string{"read-only", "allow", "deny", "max-cost", "max-cost-unknown", "max-creates", "confirm", "guard"}
	ofTapes   = []string{"record", "replay"}
	ofRuns    = []string{"journal", "rollback", "on-interrupt"}
)

var usages = map[string]usage{
	"run": {slices.Concat(ofAPI, ofLists, ofWaits, ofLimits, ofChanges, ofTapes, ofRuns), `
doapi run --sim deploy.lua          in a simulated account
doapi run --journal j deploy.lua    what it changes can be undone
doapi --max-cost 50 deploy.lua      nothing that adds more than 50 USD a month
doapi -e 'print(do.fetch_account().email)'`},
	"repl": {slices.Concat(ofAPI, ofLists, ofWaits, ofLimits, ofChanges, ofTapes, ofRuns), `
doapi --sim                         try things out without a token
doapi repl --read-only              look at the account, change nothing`},
	"plan": {slices.Concat(ofAPI, ofLists, ofWaits, ofLimits, ofChanges, ofTapes), `
doapi plan deploy.lua
doapi plan --out deploy.plan deploy.lua && doapi run --expect deploy.plan deploy.lua
doapi plan --detailed-exitcode deploy.lua    exit code 2: there are changes`},
	"sim": {nil, `
doapi sim                               the first line is its address
doapi sim --listen 127.0.0.1:8080 --droplets 5 --speed 60
doapi sim --state account.json --ui     kept in a file, shown in a browser`},
	"check": {nil, `
doapi check deploy.lua
doapi check --strict --format sarif scripts > check.sarif
doapi check - < deploy.lua`},
	"fmt": {nil, `
doapi fmt -w scripts            write what differs
doapi fmt -d scripts            show it; exit code 1 if there is any
doapi fmt < new.lua             for an editor`},
	"lsp": {nil, `
doapi lsp                       as an editor starts it; doapi help editors shows how`},
	"test": {slices.Concat(ofLimits, []string{"trace", "progress"}), `
doapi test
doapi test --only balancer --coverage tests
doapi test --junit report.xml`},
	"new": {nil, `
doapi new web`},
	"ops": {nil, `
doapi ops                       all of them
doapi ops droplets create       those with both words
doapi ops --json firewalls`},
	"call": {slices.Concat(ofAPI, ofLists, ofWaits, ofChanges, ofTapes, []string{"journal"}), `
doapi call droplets.list tag_name=web
doapi call --wait droplets.create name=web size=s-1vcpu-1gb image=ubuntu-24-04-x64 region=nyc3
doapi call apps.create spec=@app.json
doapi call --format table --sim sizes.list`},
	"request": {slices.Concat(ofAPI, ofChanges, ofTapes, []string{"journal"}), `
doapi request /v2/account
doapi request -X POST -d '{"name": "web"}' /v2/tags
doapi request --paginate droplets '/v2/droplets?tag_name=web'`},
	"undo": {slices.Concat(ofAPI, ofWaits, []string{"deny", "allow", "guard"}), `
doapi undo deploy.journal
doapi undo --run all --yes deploy.journal`},
	"report": {nil, `
doapi report deploy.journal
doapi report --events deploy.events --out run.html deploy.journal`},
	"tidy": {slices.Concat(ofAPI, ofLists), `
doapi tidy                      what runs have left for more than a day
doapi tidy --older-than 1h`},
	"types": {nil, `
doapi types
doapi types --luacheck > .luacheckrc
doapi types --selene > doapi.yml`},
	"auth": {ofAPI, `
doapi auth
doapi auth --context work`},
	"completion": {nil, `
source <(doapi completion bash)
doapi completion fish > ~/.config/fish/completions/doapi.fish`},
	"docs": {nil, `
doapi docs
doapi docs --out manual`},
	"man": {nil, `
doapi man plan
doapi man --out /usr/local/share/man/man1`},
	"version": {nil, `
doapi version
doapi version --json`},
	"capabilities": {nil, `
doapi capabilities --json
doapi capabilities --json | jq '.exit_codes'`},
	"help": {nil, `
doapi help create_droplet
doapi help Droplet.ip_address
doapi help do.kubernetes            a group of operations
doapi help -k snapshot              what has the word in its name or text`},
}

// addUsages gives each command its examples.
func addUsages(root *cobra.Command) {
	for _, c := range root.Commands() {
		if text := strings.TrimSpace(usages[c.Name()].examples); text != "" {
			c.Example = "  " + strings.ReplaceAll(text, "\n", "\n  ")
		}
	}
}

// narrow hides the flags of all commands that do not matter to one, until the
// function that it returns is called.
func narrow(cmd *cobra.Command) (widen func()) {
	u, known := usages[cmd.Name()]
	var hidden []*pflag.Flag
	if known {
		cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && f.Name != "json" && f.Name != "color" && !slices.Contains(u.flags, f.Name) {
				f.Hidden = true
				hidden = append(hidden, f)
			}
		})
	}
	return func() {
		for _, f := range hidden {
			f.Hidden = false
		}
	}
}
