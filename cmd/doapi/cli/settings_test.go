package cli

import (
	"strings"
	"testing"
)

// made is the script of a droplet that was made.
const made = `local d = do.create_droplet("web", "debian-13-x64", "s-1vcpu-1gb", "nyc3") `

// Each error whose way out is a setting names it. What is not here is in the
// tests of the modules that raise it.
func TestErrorsNameTheirSettings(t *testing.T) {
	for _, test := range []struct {
		setting string   // that the error names
		args    []string // the rest of the command line; a fault is in rule
		rule    string
		script  string
	}{
		{"wait_time", nil, "", made + `d:wait{status = "off", wait_time = 5}`},
		{"wait_time", nil, "", made + `d:wait{status = "active"} d:snapshot("s"):wait{wait_time = 1}`},
		{"wait_time", nil, "", made + `d:wait{status = "off"}`},
		{"timeout", nil, `{"operation":"account_get","kind":"stall"}`, `do.timeout = 5 do.fetch_account()`},
		{"retry_max_time", nil, `{"operation":"account_get","kind":"status","status":503}`, `do.fetch_account()`},
		{"retry_max_time", nil, `{"operation":"account_get","kind":"html"}`, `do.fetch_account()`},
		{"retry_max_time", nil, `{"operation":"account_get","kind":"reset"}`, `do.fetch_account()`},
		{"retry_max_time", []string{"--retry-max-time", "10"}, `{"operation":"account_get","kind":"rate_limit_minute","seconds":40}`, `do.fetch_account()`},
		{"retry_max_time", []string{"--retry-max-time", "10"}, `{"operation":"droplets_create","kind":"reset"}`, made},
		{"retry_busy", nil, "", made + `d:wait{status = "active"} d:snapshot("s") d:reboot()`},
		{"settle", nil, `{"operation":"droplets_create","kind":"shape","when":"before"}`, made},
		{`exactly_once="on"`, nil, `{"operation":"droplets_create","kind":"reset"}`,
			`doapi{api_token = "another", exactly_once = "strict"}:create_droplet("web", "debian-13-x64", "s-1vcpu-1gb", "nyc3")`},
		{"extra=", nil, "", `do.create_droplet("web", "debian-13-x64", "s-1vcpu-1gb", "NYC3")`},
		{"extra=", nil, "", `do.create_droplet{name = "web", image = "debian-13-x64", size = "s-1vcpu-1gb", region = "nyc3", monitorin = true}`},
		{"exactly_once", nil, "", `doapi{api_token = "x", exactly_once = "maybe"}`},
		{"per_page", nil, "", `do.per_page = -1`},
		{"wait_interval", nil, "", `do.wait_interval = -1`},
		{"api_token", nil, "", `do.close() do.fetch_account()`},
		{"--max-time", []string{"--max-time", "0.1"}, "", `while true do end`},
		{"--max-instructions", []string{"--max-instructions", "1e5"}, "", `while true do end`},
		{"--max-memory", []string{"--max-memory", "16M"}, "", `local s = "x" while true do s = s .. s end`},
		{"--max-depth", nil, "", `local function f() return 1 + f() end f()`},
		{"--read-only", []string{"--read-only"}, "", made},
		{"--max-creates", []string{"--max-creates", "0"}, "", made},
		{"--max-cost", []string{"--max-cost", "1"}, "", made},
		{"--deny", []string{"--deny", "droplets.create"}, "", made},
		{"--allow", []string{"--allow", "droplets.list"}, "", made},
	} {
		args := append([]string{"--sim"}, test.args...)
		if test.rule != "" {
			args = append(args, "--fault", test.rule)
		}
		_, errs, code := run("", nil, append(args, "-e", test.script)...)
		first, _, _ := strings.Cut(errs, "\n")
		if code == 0 || !strings.Contains(first, test.setting) {
			t.Errorf("%s %s: exit %d, %s is not in it:\n%s", test.rule, test.script, code, test.setting, first)
		}
		t.Log(first)
	}
	for _, test := range []struct {
		setting string
		args    []string
	}{
		{"--insecure", []string{"--token", "token-for-tests", "--endpoint", "http://192.0.2.1", "-e", "do.fetch_account()"}},
		{"--token", []string{"-e", "do.fetch_account()"}},
		{"--sim", []string{"-e", "do.fetch_account()"}},
		{"--max-time", []string{"--sim", "--json", "--max-time", "0.1", "-e", "while true do end"}},
	} {
		_, errs, code := run("", nil, test.args...)
		if code == 0 || !strings.Contains(errs, test.setting) {
			t.Errorf("%q: exit %d, %s is not in it:\n%s", test.args, code, test.setting, errs)
		}
	}
}
