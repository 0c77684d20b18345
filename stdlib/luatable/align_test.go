package luatable

import (
	"slices"
	"strings"
	"testing"
)

func TestAlign(t *testing.T) {
	titles, right := []string{"ID", "NAME", "TAGS", "GB"}, []bool{true, false, false, true}
	rows := [][]string{{"1", "web-1", "production,frankfurt", "2"}, {"22", "データベース", "", "16"}}
	for name, c := range map[string]struct {
		line, cell int
		want       string
	}{
		"as wide as it wants":     {0, 0, "ID  NAME          TAGS                  GB\n 1  web-1         production,frankfurt   2\n22  データベース                        16"},
		"cells have a limit":      {0, 10, "ID  NAME        TAGS        GB\n 1  web-1       product...   2\n22  データ...               16"},
		"the widest is narrowed":  {36, 0, "ID  NAME          TAGS            GB\n 1  web-1         production,...   2\n22  データベース                  16"},
		"the last ones are left":  {20, 0, "ID  NAME\n 1  web-1\n22  データベース"},
		"one column stays at all": {1, 0, "I\n1\n2"},
	} {
		lines, left := Align(titles, right, rows, c.line, c.cell)
		if got := strings.Join(lines, "\n"); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
		for _, title := range titles {
			if c.line != 1 && strings.Contains(lines[0], title) == slices.Contains(left, title) {
				t.Errorf("%s: %q is said to be left out of %q", name, left, lines[0])
			}
		}
	}
	if got, _ := Align(titles, right, nil, 0, 0); len(got) != 1 || got[0] != "ID  NAME  TAGS  GB" {
		t.Errorf("without rows: got %q", got)
	}
}
