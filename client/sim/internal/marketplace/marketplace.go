// Package marketplace simulates what can be added to an account: 1-click apps,
// add-ons and the teams of an organization.
package marketplace

import (
	"net/http"
	"slices"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const teams = "teams"

// Area is 1-clicks, the offers of add-ons and teams.
func Area() engine.Area {
	return engine.Area{
		// doctl sends it so: https://github.com/digitalocean/doctl/blob/main/do/serverless.go.
		Nested: map[string]string{"functions_create_namespace": "namespace"},
		Ops: map[string]engine.Handler{
			"oneClicks_list":               listClicks,
			"oneClicks_install_kubernetes": installClicks,
			"addons_get_app":               listApps,
			"addons_get_app_metadata":      listMetadata,
			"organizations_create_team":    createTeam,
			"organizations_list_teams":     listTeams,
		},
		On: []engine.Hook{{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) { w.Table(teams) }}},
	}
}

// clicks are the 1-click apps of a kind.
func clicks(kind string) []string {
	switch kind {
	case "droplet":
		return []string{"docker-20-04", "lamp-20-04", "mongodb-20-04", "nodejs-20-04", "openlitespeed-wordpress", "wordpress-20-04"}
	case "kubernetes":
		return []string{"cert-manager", "ingress-nginx", "kube-prometheus-stack", "loki", "metrics-server", "monitoring", "velero"}
	}
	return nil
}

func listClicks(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	kind := r.Query.Get("type")
	if kind != "" && clicks(kind) == nil {
		return nil, engine.BadRequest("type must be droplet or kubernetes")
	}
	list := []engine.Raw{}
	for _, k := range []string{"droplet", "kubernetes"} {
		if kind != "" && kind != k {
			continue
		}
		for _, slug := range clicks(k) {
			d := engine.Object("slug", slug, "type", k)
			list = append(list, d.Raw())
		}
	}
	return engine.Answer(http.StatusOK, "1_clicks", list), nil
}

func installClicks(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	if w.Find("kubernetes_clusters", r.Body.Str("cluster_uuid")) == nil {
		return nil, engine.ErrNotFound
	}
	slugs := r.Body.Strings("addon_slugs")
	if len(slugs) == 0 {
		return nil, engine.Unprocessable("addon_slugs must name one at least")
	}
	for _, slug := range slugs {
		if !slices.Contains(clicks("kubernetes"), slug) {
			return nil, engine.Unprocessable("there is no 1-click app %q for Kubernetes", slug)
		}
	}
	return engine.Answer(http.StatusOK, "message", "Successfully kicked off addon job."), nil
}

// addon is an app that others sell.
type addon struct {
	slug  string
	id    int
	plans []offer
}

type offer struct {
	slug, name string
	cents      int
}

var addons = []addon{
	{"mail-relay", 41, []offer{{"free", "Free", 0}, {"standard", "Standard", 10}}},
	{"error-tracker", 42, []offer{{"team", "Team", 29}}},
}

func listApps(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	since := w.Now.AddDate(-1, 0, 0).Format("2006") + "-01-01T00:00:00Z"
	for _, a := range addons {
		plans := []engine.Raw{}
		for i, p := range a.plans {
			d := engine.Object("id", a.id*10+i, "app_id", a.id, "display_name", p.name, "description", p.name, "slug", p.slug,
				"price_per_month", p.cents, "active", true, "state", "approved", "features", engine.Raw("[]"), "created_at", since, "updated_at", since,
				"available", true, "uuid", uuidOf(a.id, i), "by_default", i == 0)
			plans = append(plans, d.Raw())
		}
		d := engine.Object("app_slug", a.slug, "tos", "https://"+a.slug+".example/terms", "eula", "https://"+a.slug+".example/licence", "plans", plans)
		list = append(list, d.Raw())
	}
	return engine.Answer(http.StatusOK, "apps", list), nil
}

func uuidOf(a, i int) string {
	return "00000000-0000-8000-8000-00000000" + string([]byte{byte('0' + a/10), byte('0' + a%10), '0', byte('0' + i)})
}

func listMetadata(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	for _, a := range addons {
		if a.slug == r.Param("app_slug") {
			d := engine.Object("id", a.id, "name", "email", "display_name", "E-mail", "description", "Where notices go.", "type", "string", "options", engine.Raw("[]"))
			return engine.Answer(http.StatusOK, "metadata", []engine.Raw{d.Raw()}), nil
		}
	}
	return nil, engine.ErrNotFound
}

func createTeam(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	name := r.Body.Str("name")
	if name == "" {
		return nil, engine.Unprocessable("name is required")
	}
	if w.Named(teams, name) != nil {
		return nil, engine.Conflict("there is a team of the name %s", name)
	}
	id := w.UUID()
	w.Add(teams, id, engine.Object("id", w.Counter("team"), "uuid", id, "name", name, "email", "team@example.com", "member_count", 1,
		"status", "joined", "joined_organization_at", w.Now, "company", ""))
	team := engine.Object("uuid", id, "name", name)
	var sent engine.Document
	for _, raw := range engine.Elements(r.Body.Get("invitations")) {
		d, err := engine.ParseDocument(raw)
		if err != nil {
			return nil, engine.ErrParsing
		}
		sent.Set(d.Str("email"), "sent")
	}
	if len(sent.Fields) == 0 {
		return engine.Answer(http.StatusCreated, "team", team.Raw()), nil
	}
	return engine.Answer(http.StatusCreated, "team", team.Raw(), "invitations", sent.Raw()), nil
}

func listTeams(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return w.Whole(r, "teams", w.Table(teams).List(w.Now, "", nil), nil)
}
