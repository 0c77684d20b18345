//go:build unix

package cli

import (
	"strings"
	"testing"
)

// TestConfirm answers the questions of --confirm in a terminal: one change after
// the other, also those of tasks that ask at the same time.
func TestConfirm(t *testing.T) {
	const tags = `for i = 1, 4 do print(i, pcall(do.create_tag, "t" .. i)) end print("the end", do.fetch_all_tags():count())`
	for name, test := range map[string]struct {
		src     string
		answers []string
		says    []string
		code    int
	}{
		"once, none and all": {tags, []string{"once", "none", "all"}, []string{"1\ttrue", "2\tfalse", "3\ttrue", "4\ttrue", "the end\t3"}, 1},
		"all at once":        {tags, []string{"a"}, []string{"4\ttrue", "the end\t4"}, 0},
		"nonsense":           {`do.create_tag("t") print("made")`, []string{"maybe", "", "y"}, []string{"made"}, 0},
		"stop":               {tags + ` print("on")`, []string{"once", "stop"}, []string{"1\ttrue"}, 130},
		"tasks queue": {`local task = require "task"
			local made = task.all{function() return do.create_tag("a").name end, function() return do.create_tag("b").name end}
			print("made", made[1], made[2])`, []string{"o", "o"}, []string{"made\ta\tb"}, 0},
		"a batch is one question": {`local names = {} for i = 1, 25 do names[i] = "n" .. i end
			print("made", #do.create_multiple_droplets(names, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"))`, []string{"once"}, []string{"(25: n1, n2,", "150.00 USD a month", "made\t25"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, 200, t.TempDir(), nil, "--sim", "--confirm", "-e", test.src)
			for i, answer := range test.answers {
				s.until("asks", func() bool { return strings.Count(s.String(), "once, all, none or stop?") > i })
				s.press(answer + "\r")
			}
			if code := s.exit(); code != test.code {
				t.Errorf("exit %d, want %d\n%s", code, test.code, s.String())
			}
			if n := strings.Count(s.String(), "once, all, none or stop?"); n != len(test.answers) {
				t.Errorf("it asked %d times, not %d", n, len(test.answers))
			}
			for _, want := range test.says {
				// The terminal shows tabs as spaces.
				if shown := strings.Join(strings.Fields(s.String()), " "); !strings.Contains(shown, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("it does not say %q\n%s", want, s.String())
				}
			}
		})
	}
}
