package cli

import (
	"os"
	"strings"
	"testing"
)

// A command that other tools have leads to the one here.
func TestCommandsOfOthers(t *testing.T) {
	t.Chdir(t.TempDir())
	commands := commandNames(newApp(Env{}).rootCommand())
	for name, want := range map[string]string{"apply": "doapi run", "validate": "doapi check", "destroy": "doapi undo", "init": "doapi new", "exec": "doapi -e", "login": "doapi auth", "compute": "doapi ops", "chekc": "did you mean 'check'?"} {
		if _, errs, code := run("", nil, name); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	for _, name := range commands {
		if otherCommand(name) != "" {
			t.Errorf("%s is a command", name)
		}
	}
}

// A plan is of what it was made of: code of the command line is no file that changed.
func TestPlanOfAnotherProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("stack.lua", []byte("do.create_tag('x')"), 0o666); err != nil {
		t.Fatal(err)
	}
	for file, args := range map[string][]string{"script.plan": {"stack.lua"}, "code.plan": {"-e", "do.create_tag('x')"}} {
		if _, errs, code := run("", nil, append([]string{"plan", "--sim", "--out", file}, args...)...); code != 0 {
			t.Fatal(errs)
		}
	}
	for _, test := range []struct{ plan, program, want string }{
		{"script.plan", "-e do.create_tag('y')", "it is of stack.lua, and this is -e"},
		{"code.plan", "-e do.create_tag('y')", "the code of -e is another"},
		{"code.plan", "-e do.create_tag('x')", ""},
	} {
		_, errs, code := run("", nil, append([]string{"run", "--sim", "--expect", test.plan}, strings.Fields(test.program)...)...)
		if (code == 0) != (test.want == "") || !strings.Contains(errs, test.want) {
			t.Errorf("%+v: %d %s", test, code, errs)
		}
	}
}

// A pattern that matches nothing is answered with the one that is near.
func TestPatternsThatMatchNothing(t *testing.T) {
	for pattern, want := range map[string]string{
		"droplet.create": "droplets.create", "droplets.creat": "droplets.create", "droplets.delete": "droplets.destroy", "firewal": "firewalls.*", "domains": "domains.*", "domain": "domains.*",
		"deletes": "delete", "kubernetes.create": "kubernetes.create_cluster", "volumes.remove": "volumes.delete",
	} {
		for _, flag := range []string{"--deny", "--allow"} {
			if _, errs, code := run("", nil, "--sim", flag, pattern, "-e", "print(1)"); code != 2 || !strings.Contains(errs, "(did you mean '"+want+"'?)") {
				t.Errorf("%s %s: %d %s", flag, pattern, code, errs)
			}
		}
	}
}
