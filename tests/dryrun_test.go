package tests

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestPlansAskTheAPI plans changes that the API can judge without making them: it
// is asked, and what it would refuse is in the plan.
func TestPlansAskTheAPI(t *testing.T) {
	a := newAccount(t)
	const app = `do.apps.create{spec = {name = %q, region = "nyc", services = {{name = "web", instance_size_slug = "apps-s-1vcpu-1gb", instance_count = 2, image = {registry_type = "DOCKER_HUB", registry = "library", repository = "nginx"}}}}}`
	if _, errs, code := a.doapi(t, "-e", strings.Replace(app, "%q", `"taken"`, 1)+` do.registries.create{name = "taken", subscription_tier_slug = "basic"}`); code != 0 {
		t.Fatal(errs)
	}
	for name, test := range map[string]struct {
		src, says string
		asked     []string
		code      int
	}{
		"an app":                 {strings.Replace(app, "%q", `"new"`, 1), "+24.00 USD a month", []string{"POST /v2/apps/propose"}, 0},
		"an app's name is taken": {strings.Replace(app, "%q", `"taken"`, 1), "refused here: ", []string{"POST /v2/apps/propose"}, 1},
		"a changed app":          {`local app = do.apps.list():first() do.apps.update{id = app.id, spec = {name = "taken", region = "fra"}}`, "~ 1 app taken", []string{"POST /v2/apps/propose"}, 0},
		"a registry":             {`do.registries.create{name = "fresh", subscription_tier_slug = "basic"}`, "+ 1 registry fresh", []string{"POST /v2/registries/validate-name"}, 0},
		"a registry's name":      {`do.registries.create{name = "taken", subscription_tier_slug = "basic"}`, "refused here: ", []string{"POST /v2/registries/validate-name"}, 1},
		"what asks by itself":    {`print(do.apps.validate_app_spec{spec = {name = "taken", region = "nyc"}}.app_name_available)`, "no changes", []string{"POST /v2/apps/propose"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			before := a.State()
			a.questions()
			out, errs, code := a.doapi(t, "plan", "-e", test.src)
			if asked := a.questions(); code != test.code || !strings.Contains(out, test.says) || !slices.Equal(asked, test.asked) {
				t.Errorf("exit %d, asked %v\n%s\n%s", code, asked, out, errs)
			}
			if !bytes.Equal(before, a.State()) {
				t.Error("something was changed")
			}
		})
	}
}
