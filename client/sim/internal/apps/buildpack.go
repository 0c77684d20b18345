package apps

import (
	"net/http"
	"slices"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Buildpacks are not in the description; godo and doctl know them:
// https://pkg.go.dev/github.com/digitalocean/godo#AppsService.
var buildpackRoutes = []engine.Route{
	{ID: "apps_list_buildpacks", Method: "GET", Path: "/v2/apps/buildpacks", Serve: listBuildpacks},
	{ID: "apps_upgrade_buildpack", Method: "POST", Path: "/v2/apps/{app_id}/upgrade_buildpack", Serve: upgradeBuildpack},
}

var buildpacks = []struct {
	id, name, version string
	major             int
	latest            bool
}{
	{"digitalocean/node", "Node.js", "3.1.2", 3, true},
	{"digitalocean/node", "Node.js", "2.4.0", 2, false},
	{"digitalocean/go", "Go", "2.4.0", 2, true},
	{"digitalocean/python", "Python", "4.2.1", 4, true},
	{"digitalocean/php", "PHP", "3.0.0", 3, true},
	{"digitalocean/ruby", "Ruby", "2.0.1", 2, true},
	{"digitalocean/procfile", "Procfile", "0.0.4", 0, true},
}

func listBuildpacks(*engine.World, *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	for _, b := range buildpacks {
		d := engine.Object("id", b.id, "name", b.name, "version", b.version, "major_version", b.major, "latest", b.latest,
			"docs_link", "https://docs.digitalocean.com/products/app-platform/reference/buildpacks/")
		list = append(list, d.Raw())
	}
	return engine.Answer(http.StatusOK, "buildpacks", list), nil
}

// upgradeBuildpack concerns the components that are built from source: all of
// them, as nothing is built here and none is known to use another buildpack.
func upgradeBuildpack(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	id, major := r.Body.Str("buildpack_id"), r.Body.Integer("major_version")
	if !slices.ContainsFunc(buildpacks, func(b struct {
		id, name, version string
		major             int
		latest            bool
	}) bool {
		return b.id == id && (major == 0 || int64(b.major) == major)
	}) {
		return nil, engine.BadRequest("there is no buildpack %q with this version", id)
	}
	spec := rec.Object("spec")
	names := []string{}
	for _, c := range componentsOf(spec) {
		names = append(names, c.name)
	}
	if !r.Body.Boolean("trigger_deployment") {
		return engine.Answer(http.StatusOK, "affected_components", names), nil
	}
	return engine.Answer(http.StatusOK, "affected_components", names, "deployment", shown(deploy(w, r, rec, "buildpack upgrade", ""))), nil
}
