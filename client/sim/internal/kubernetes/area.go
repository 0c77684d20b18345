// Package kubernetes simulates clusters, whose nodes are droplets.
package kubernetes

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const clusters = "kubernetes_clusters"

// Area is clusters, their pools and their nodes.
func Area() engine.Area {
	return engine.Area{
		Declined: map[string]string{
			"kubernetes_get_node_pool_template": "what a pool's next node would be like is for an autoscaler inside of the cluster, and there is none",
		},
		Kinds: []*engine.Kind{clusterKind, poolKind},
		Ops: map[string]engine.Handler{
			"kubernetes_list_options":                         options,
			"kubernetes_get_availableUpgrades":                upgrades,
			"kubernetes_upgrade_cluster":                      upgrade,
			"kubernetes_get_kubeconfig":                       kubeconfig,
			"kubernetes_get_credentials":                      credentials,
			"kubernetes_get_clusterUser":                      user,
			"kubernetes_run_clusterLint":                      runLint,
			"kubernetes_get_clusterLintResults":               lintResults,
			"kubernetes_get_status_messages":                  statusMessages,
			"kubernetes_list_associatedResources":             associated,
			"kubernetes_destroy_associatedResourcesSelective": destroySelected,
			"kubernetes_destroy_associatedResourcesDangerous": destroyAll,
			"kubernetes_delete_node":                          deleteNode,
			"kubernetes_recycle_node_pool":                    recycle,
			"kubernetes_add_registry":                         registries(true),
			"kubernetes_remove_registry":                      registries(false),
			"kubernetes_add_registries":                       registries(true),
			"kubernetes_remove_registries":                    registries(false),
		},
		Steps: map[string]engine.Step{
			"kubernetes.start": started, "kubernetes.upgrade": upgraded, "kubernetes.end_node": endNode, "kubernetes.replace": replaced,
		},
		On: []engine.Hook{{Event: engine.Deleted, Table: "droplets", Do: forgetNode}},
	}
}

// versions are those that clusters can have, the newest first.
var versions = []string{"1.34.1-do.0", "1.33.5-do.0", "1.32.9-do.0"}

func kubernetesVersion(slug string) string { v, _, _ := strings.Cut(slug, "-"); return v }

// version finds what a body means: a slug, the beginning of one, or "latest".
func version(given string) string {
	for _, slug := range versions {
		if given == slug || given == "latest" || strings.HasPrefix(slug, given+".") || given == kubernetesVersion(slug) {
			return slug
		}
	}
	return ""
}

func options(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	o := engine.Offered()
	regions, sizes, slugs := []engine.Document{}, []engine.Document{}, []engine.Document{}
	for _, region := range o.Regions {
		if region.Available {
			regions = append(regions, engine.Object("name", region.Name, "slug", region.Slug))
		}
	}
	for _, size := range o.Sizes {
		if size.Available && size.Memory >= 2048 {
			sizes = append(sizes, engine.Object("name", size.Slug, "slug", size.Slug))
		}
	}
	for _, slug := range versions {
		slugs = append(slugs, engine.Object("slug", slug, "kubernetes_version", kubernetesVersion(slug),
			"supported_features", []string{"cluster-autoscaler", "docr-integration", "ha-control-plane", "token-authentication"}))
	}
	return engine.Answer(http.StatusOK, "options", engine.Object("regions", regions, "versions", slugs, "sizes", sizes)), nil
}

var clusterKind = &engine.Kind{
	Path:    "/v2/kubernetes/clusters",
	Checked: true,
	Create:  createCluster,
	Created: startCluster,
	Update:  updateCluster,
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		for _, pool := range poolsOf(w, rec) {
			removePool(w, r, pool)
		}
		return nil
	},
	Show: showCluster,
}

func cluster(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return w.Existing(w.Table(clusters), r.Param("cluster_id"))
}

func createCluster(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	b := &r.Body
	region, slug := engine.Offered().Region(b.Str("region")), version(b.Str("version"))
	pools := engine.Elements(b.Get("node_pools"))
	switch {
	case b.Str("name") == "":
		return "", engine.Unprocessable("name is required")
	case !engine.IsHostname(b.Str("name")):
		return "", engine.Unprocessable("name must hold only letters, digits and dashes")
	case region == nil:
		return "", engine.BadRegion("region is required, and must be one of the options")
	case b.Str("version") == "" || slug == "":
		return "", engine.Unprocessable("version is required, and must be one of the options (%s, or the beginning of one)", strings.Join(versions, ", "))
	case len(pools) == 0:
		return "", engine.Unprocessable("node_pools is required: a cluster needs at least one")
	}
	if w.Named(clusters, b.Str("name")) != nil {
		return "", engine.Unprocessable("a cluster with the name %s already exists", b.Str("name"))
	}
	for _, item := range pools {
		pool, err := engine.ParseDocument(item)
		if err != nil {
			return "", engine.Unprocessable("node_pools must hold objects")
		}
		if err := checkPool(&pool, nil); err != nil {
			return "", err
		}
	}
	vpc := b.Str("vpc_uuid")
	if vpc == "" {
		vpc = w.DefaultVPC(region.Slug).ID
	} else if rec := w.Find("vpcs", vpc); rec == nil || rec.Str("region") != region.Slug {
		return "", engine.Unprocessable("vpc_uuid %s does not exist in the region", vpc)
	}
	if err := engine.CheckTags(b.Strings("tags")); err != nil {
		return "", err
	}
	id := w.UUID()
	tags := append(slices.Clone(b.Strings("tags")), "k8s", "k8s:"+id)
	text := func(name, otherwise string) string {
		if v := b.Str(name); v != "" {
			return v
		}
		return otherwise
	}
	policy := b.Get("maintenance_policy")
	if policy == "" || policy == engine.Null {
		p := engine.Object("start_time", "00:00", "duration", "4h0m0s", "day", "any")
		policy = p.Raw()
	}
	next := engine.Object("id", id, "name", b.Str("name"), "region", region.Slug, "version", slug,
		"cluster_subnet", text("cluster_subnet", "10.244.0.0/16"), "service_subnet", text("service_subnet", "10.245.0.0/16"),
		"vpc_uuid", vpc, "ipv4", "", "endpoint", "", "tags", tags, "maintenance_policy", policy,
		"auto_upgrade", b.Boolean("auto_upgrade"), "surge_upgrade", b.Boolean("surge_upgrade"), "ha", b.Boolean("ha"),
		"status", engine.Object("state", "provisioning", "message", ""), "created_at", w.Now, "updated_at", w.Now,
		"registry_enabled", b.Boolean("registry_enabled"), "_region", region.Slug)
	for i := range b.Fields {
		key := b.Fields[i].Key
		if next.Get(key) == "" && key != "node_pools" && len(engine.Declarations(r.Op.Body, key, nil)) > 0 && b.Has(key) {
			next.Put(key, b.Get(key))
		}
	}
	*d = next
	return id, nil
}

// startCluster makes the pools, and has the control plane come up.
func startCluster(w *engine.World, r *engine.Request, rec *engine.Record) {
	for _, name := range rec.Strings("tags") {
		w.MakeTag(name)
	}
	for _, item := range engine.Elements(r.Body.Get("node_pools")) {
		body, _ := engine.ParseDocument(item)
		addPool(w, r, rec, &body)
	}
	state := "running"
	if r.Fail {
		state = "error"
	}
	w.Transition(w.Between(3*time.Minute, 6*time.Minute), "kubernetes.start", rec, state)
}

// started is the step in which a control plane comes up, in a state.
func started(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("status", engine.Object("state", args[0], "message", ""))
	rec.Set("ipv4", w.Address())
	rec.Set("endpoint", "https://"+rec.ID+".k8s.example")
	rec.Set("updated_at", w.Now)
	return true
}

func updateCluster(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	next := engine.Document{}
	for _, f := range changes.Fields {
		if f.Value == engine.Null {
			continue
		}
		switch f.Key {
		case "cluster_autoscaler_configuration":
			// Clients send it empty when nothing is set.
			d := changes.Object(f.Key)
			if len(engine.Elements(d.Get("expanders"))) > 0 || d.Has("scale_down_unneeded_time") && d.Str("scale_down_unneeded_time") != "" || d.Has("scale_down_utilization_threshold") && d.Get("scale_down_utilization_threshold") != "0" {
				next.Put(f.Key, f.Value)
			}
		case "tags":
			tags := changes.Strings("tags")
			if err := engine.CheckTags(tags); err != nil {
				return err
			}
			for _, own := range []string{"k8s", "k8s:" + rec.ID} {
				if !slices.Contains(tags, own) {
					tags = append(tags, own)
				}
			}
			next.Set("tags", tags)
		case "name":
			if !engine.IsHostname(changes.Str("name")) {
				return engine.Unprocessable("name must hold only letters, digits and dashes")
			}
			next.Put(f.Key, f.Value)
		default:
			next.Put(f.Key, f.Value)
		}
	}
	next.Set("updated_at", w.Now)
	*changes = next
	return nil
}

func showCluster(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	pools := []engine.Raw{}
	own := poolsOf(w, rec)
	// Those of a cluster that came with an import are in it, until one is looked at
	// by itself.
	for _, imported := range engine.Elements(rec.Get("node_pools")) {
		d, err := engine.ParseDocument(imported)
		if err == nil && !slices.ContainsFunc(own, func(pool *engine.Record) bool { return pool.Str("id") == d.Str("id") }) {
			pools = append(pools, imported)
		}
	}
	for _, pool := range own {
		pools = append(pools, engine.Raw(showPool(w, r, nil, pool)))
	}
	d := rec.Clone()
	d.Set("node_pools", pools)
	return d.Append(buf)
}

func upgrades(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	list := []engine.Document{}
	for _, slug := range newer(rec.Str("version")) {
		list = append(list, engine.Object("slug", slug, "kubernetes_version", kubernetesVersion(slug), "supported_features", []string{"cluster-autoscaler"}))
	}
	return engine.Answer(http.StatusOK, "available_upgrade_versions", list), nil
}

// newer lists the versions that a cluster can go to: one step up.
func newer(from string) []string {
	i := slices.Index(versions, from)
	if i <= 0 {
		return nil
	}
	return versions[i-1 : i]
}

func upgrade(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	slug := version(r.Body.Str("version"))
	if slug == "" || !slices.Contains(newer(rec.Str("version")), slug) {
		return nil, engine.Unprocessable("version %q is no available upgrade", r.Body.Str("version"))
	}
	rec.Set("status", engine.Object("state", "upgrading", "message", ""))
	w.Transition(w.Between(5*time.Minute, 9*time.Minute), "kubernetes.upgrade", rec, slug)
	return engine.NoContent(http.StatusAccepted), nil
}

// upgraded is the step in which a cluster has a version.
func upgraded(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("version", args[0])
	rec.Set("status", engine.Object("state", "running", "message", ""))
	rec.Set("updated_at", w.Now)
	return true
}

// registries connects container registries with clusters, or takes them away.
func registries(on bool) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		ids := r.Body.Strings("cluster_uuids")
		if len(ids) == 0 {
			return nil, engine.Unprocessable("cluster_uuids is required")
		}
		var found []*engine.Record
		for _, id := range ids {
			rec := w.Find(clusters, id)
			if rec == nil {
				return nil, engine.Unprocessable("cluster %s does not exist", id)
			}
			found = append(found, rec)
		}
		for _, rec := range found {
			names := rec.Get("registries")
			if names == "" {
				names = "[]"
			}
			if given := r.Body.Get("registries"); given != "" && on {
				names = engine.Union(names, given)
			} else if given != "" {
				names = engine.Minus(names, given)
			}
			rec.Set("registries", names)
			rec.Set("registry_enabled", on || names != "[]" && r.Body.Has("registries"))
		}
		return engine.NoContent(r.Op.Success[0]), nil
	}
}
