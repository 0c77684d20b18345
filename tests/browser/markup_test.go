package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestMarkup has the Nu Html Checker read the style sheets and a page of each
// kind. It is skipped where Java or the checker is not installed (npm install
// vnu-jar, VNU=node_modules/vnu-jar/build/dist/vnu.jar).
func TestMarkup(t *testing.T) {
	t.Parallel()
	jar := os.Getenv("VNU")
	if _, err := os.Stat(jar); jar == "" || err != nil {
		t.Skip("the Nu Html Checker is not here: set VNU to its vnu.jar")
	}
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("there is no java")
	}
	dir := t.TempDir()
	site, page := filepath.Join(dir, "site"), filepath.Join(dir, "run.html")
	doapi(t, "docs", "--out", site)
	doapi(t, "--sim", "--report", page, "testdata/fleet.lua")
	args := []string{"-jar", jar, "--also-check-css", "--also-check-svg", page, "../../cmd/doapi/cli/internal/simpage/assets/index.html", "../../cmd/doapi/cli/internal/simpage/assets/page.css"}
	for _, name := range []string{"index.html", "manual.css", "icon.svg", "guide/evidence.html", "reference/json.html", "reference/classes/Droplet.html", "operations/tags.html", "commands/doapi-sim.html"} {
		args = append(args, filepath.Join(site, name))
	}
	if out, err := exec.Command(java, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
