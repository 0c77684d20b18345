package cli

import (
	"context"
	"strings"
	"testing"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
)

// run runs a command in process.
func run(stdin string, environ []string, args ...string) (stdout, stderr string, code int) {
	var out, errs strings.Builder
	code = Main(context.Background(), Env{
		Args: args, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Environ: environ,
	})
	return out.String(), errs.String(), code
}

func TestMainInProcess(t *testing.T) {
	for _, test := range []struct {
		args        []string
		stdin       string
		out, errors string
		code        int
	}{
		{args: []string{"-e", "print(1)"}, out: "1\n"},
		{args: []string{"-"}, stdin: "print(io.read and 2)", out: "2\n"},
		{args: []string{"repl", "--sim"}, stdin: "1 + 1\n", out: "2\n"},
		{args: []string{"-e", "os.exit(9)"}, code: 9},
		{args: []string{"--nothing"}, errors: "doapi: unknown flag --nothing\n", code: 2},
		{args: []string{"-e", "do.fetch_account()"}, errors: "doapi: (command line):1: no API token: give --token or --token-file, or set DIGITALOCEAN_TOKEN; --sim needs none\n", code: 1},
	} {
		out, errs, code := run(test.stdin, nil, test.args...)
		if out != test.out || errs != test.errors || code != test.code {
			t.Errorf("%q: %d\n%s%s", test.args, code, out, errs)
		}
	}
}

func TestFlagValues(t *testing.T) {
	for _, test := range []struct {
		value interface {
			Set(string) error
			String() string
		}
		text, want string // want "": an error
	}{
		{new(seconds), "1.5", "1.5s"}, {new(seconds), "2m", "2m0s"}, {new(seconds), "-1", "-1s"}, {new(seconds), "soon", ""}, {new(seconds), "1e300", ""}, {new(seconds), "NaN", ""},
		{new(count), "1e6", "1000000"}, {new(count), "1_000", "1000"}, {new(count), "-1", ""}, {new(count), "1.5", ""}, {new(count), "x", ""},
		{new(size), "512M", "536870912"}, {new(size), "1.5GiB", "1610612736"}, {new(size), "2kb", "2048"}, {new(size), "100", "100"}, {new(size), "", ""}, {new(size), "M", ""}, {new(size), "-1M", ""}, {new(size), "1e30", ""},
		{new(address), "https://api.example.com/base", "https://api.example.com/base"}, {new(address), "example.com", ""}, {new(address), "ftp://x", ""}, {new(address), "https://user@x", ""},
		{new(onOff), "on", "on"}, {new(onOff), "off", "off"}, {new(onOff), "maybe", ""},
	} {
		err := test.value.Set(test.text)
		if (err != nil) != (test.want == "") || err == nil && test.value.String() != test.want {
			t.Errorf("%T of %q: %q, %v", test.value, test.text, test.value.String(), err)
		}
	}
}

func TestScan(t *testing.T) {
	for line, want := range map[string]string{
		"":                                   "repl",
		"--sim":                              "repl --sim",
		"x.lua":                              "run x.lua",
		"--sim x.lua --sim y":                "run --sim x.lua --sim y",
		"--token t x.lua":                    "run --token t x.lua",
		"--token=t sim --speed 3":            "sim --token=t --speed 3",
		"--trace version":                    "version --trace",
		"-ie code sim":                       "run -ie code sim",
		"-e code version":                    "run -e code version",
		"-ecode version":                     "run -ecode version",
		"-i x.lua":                           "run -i x.lua",
		"-":                                  "run -",
		"-- sim":                             "run -- sim",
		"--unknown sim":                      "run --unknown sim",
		"--help":                             "--help",
		"-h":                                 "--help",
		"-V":                                 "version",
		"sim --help":                         "sim --help",
		"__complete sim --":                  "__complete sim --",
		"--api-token t --color never auth":   "auth --api-token t --color never",
		"run x.lua":                          "run x.lua",
		"--max-memory 1G -l json -e x a.lua": "run --max-memory 1G -l json -e x a.lua",
	} {
		a := newApp(Env{})
		got, err := a.dispatch(a.scriptCommand(), strings.Fields(line))
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q becomes %q, %v; want %q", line, got, err, want)
		}
	}
}

// TestHelpOnEverything: each topic, command and module has a text of its own,
// and the first page names the commands and topics.
func TestHelpOnEverything(t *testing.T) {
	front, _, _ := run("", nil, "help")
	names := topics.Names()
	if len(names) < 5 {
		t.Fatalf("there are only the topics %q", names)
	}
	for _, c := range newApp(Env{}).rootCommand().Commands() {
		names = append(names, c.Name())
	}
	for _, name := range names {
		if !strings.Contains(front, name) {
			t.Errorf("help does not name %s", name)
		}
	}
	for _, m := range modules() {
		names = append(names, m.Name)
	}
	for _, name := range append(names, "do.create_droplet", "Droplet", "json.encode") {
		text, errs, code := run("", nil, "help", name)
		if code != 0 || len(text) < 40 {
			t.Errorf("help %s: %d, %s%s", name, code, text, errs)
		}
	}
	if text, _, _ := run("", nil, "help", "exit"); !strings.Contains(text, "130") || !strings.Contains(text, "143") {
		t.Errorf("help exit does not name the codes:\n%s", text)
	}
}

func BenchmarkEmptyScript(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, errs, code := run("", nil, "-e", ""); code != 0 {
			b.Fatal(errs)
		}
	}
}

// Faults make check fail, warnings only with --strict, in every format.
func TestCheckExits(t *testing.T) {
	for script, want := range map[string][2]int{
		"print(1)": {0, 0},
		"do.wait_droplets({1}, {status = \"active\"})": {0, 1},
		"do.create_dropplet{}":                         {1, 1},
		"x = = 1":                                      {1, 1},
	} {
		for _, format := range []string{"text", "json", "sarif"} {
			for i, args := range [][]string{{"check", "--format", format, "-"}, {"check", "--strict", "--format", format, "-"}} {
				out, errs, code := run(script, nil, args...)
				if code != want[i] || errs != "" {
					t.Errorf("%s: %q: exit %d, %s%s", script, args, code, out, errs)
				}
			}
		}
	}
}
