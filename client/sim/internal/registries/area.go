// Package registries simulates container registries: the several of today, and
// the one of an account that the older paths know.
package registries

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	table       = "registries"
	collections = "garbage_collections"
)

// Area is registries, their subscription, credentials and garbage collections.
func Area() engine.Area {
	ops := map[string]engine.Handler{
		"registry_create": createOne,
		"registry_get":    getOne,
		"registry_delete": deleteOne,
	}
	for _, group := range []string{"registry_", "registries_"} {
		for name, h := range map[string]engine.Handler{
			"get_options":               getOptions,
			"get_subscription":          getSubscription,
			"update_subscription":       updateSubscription,
			"validate_name":             validateName,
			"get_dockerCredentials":     getCredentials,
			"list_repositories":         listRepositories,
			"list_repositoryTags":       listIn(tags, "tags", nil),
			"list_repositoryManifests":  listIn(manifests, "manifests", showManifest),
			"delete_repository":         deleteRepository,
			"delete_repositoryTag":      deleteTag,
			"delete_repositoryManifest": deleteManifest,
			"list_repositoriesV2":       listRepositories,
			"run_garbageCollection":     runCollection,
			"get_garbageCollection":     getCollection,
			"list_garbageCollections":   listCollections,
			"update_garbageCollection":  updateCollection,
		} {
			if catalog.ByID(group+name) != nil {
				ops[group+name] = h
			}
		}
	}
	return engine.Area{
		Kinds:   []*engine.Kind{{Path: "/v2/registries", Table: table, Create: create, Created: func(*engine.World, *engine.Request, *engine.Record) {}, Show: show}},
		Ops:     ops,
		Imports: imports,
		Steps:   map[string]engine.Step{"registries.collect": reached},
		On: []engine.Hook{{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
			w.Table(table)
			w.Table(collections).Newest = true
			w.Table(manifests)
			w.Table(tags)
		}}, {Event: engine.Deleted, Table: table, Do: func(w *engine.World, rec *engine.Record) {
			for _, name := range repositories(w, rec.ID) {
				for _, m := range slices.Clone(w.Table(manifests).Of(rec.ID + "/" + name)) {
					dropManifest(w, m)
				}
			}
		}}},
	}
}

// tier is a subscription, with the limits and prices of the product page of
// November 2026: https://www.digitalocean.com/pricing/container-registry.
type tier struct {
	name, slug          string
	repositories        int
	storage, bandwidth  int64
	overage             bool
	cents, overageCents int
}

var tiers = []tier{
	{"Starter", "starter", 1, 500 << 20, 500 << 20, false, 0, 0},
	{"Basic", "basic", 5, 5 << 30, 5 << 30, true, 500, 2},
	{"Professional", "professional", 0, 100 << 30, 100 << 30, true, 2000, 2},
}

func (t *tier) document() engine.Document {
	return engine.Object("name", t.name, "slug", t.slug, "included_repositories", t.repositories, "included_storage_bytes", t.storage,
		"allow_storage_overage", t.overage, "included_bandwidth_bytes", t.bandwidth, "monthly_price_in_cents", t.cents,
		"storage_overage_price_in_cents", t.overageCents)
}

func tierOf(slug string) *tier {
	for i := range tiers {
		if tiers[i].slug == slug {
			return &tiers[i]
		}
	}
	return nil
}

var regions = []string{"nyc3", "sfo3", "sfo2", "ams3", "sgp1", "fra1", "blr1", "syd1", "lon1", "tor1"}

func getOptions(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	n := w.Table(table).Count()
	list := []engine.Raw{}
	for i := range tiers {
		d := tiers[i].document()
		reasons := []string{}
		if n > 1 && tiers[i].slug != "professional" {
			reasons = append(reasons, "OverRepositoryLimit")
		}
		d.Set("eligible", len(reasons) == 0)
		d.Set("eligibility_reasons", reasons)
		list = append(list, d.Raw())
	}
	options := engine.Object("available_regions", regions, "subscription_tiers", list)
	return engine.Answer(http.StatusOK, "options", options.Raw()), nil
}

// subscription is the account's; it is kept beside the registries.
func subscription(w *engine.World) *engine.Record { return w.Table("_registry_subscription").ByID["1"] }

func subscribe(w *engine.World, slug string) *engine.Record {
	rec := subscription(w)
	if rec == nil {
		rec = w.Table("_registry_subscription").Add("1", engine.Object("created_at", w.Now))
	}
	rec.Set("tier", slug)
	rec.Set("monthly", float64(tierOf(slug).cents)/100)
	rec.Set("updated_at", w.Now)
	w.Emit(engine.Changed, rec)
	return rec
}

func showSubscription(rec *engine.Record) engine.Raw {
	t := tierOf(rec.Str("tier")).document()
	d := engine.Object("tier", t.Raw(), "created_at", rec.Get("created_at"), "updated_at", rec.Get("updated_at"))
	return d.Raw()
}

func getSubscription(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	rec := subscription(w)
	if rec == nil {
		return nil, engine.ErrNotFound
	}
	return engine.Answer(http.StatusOK, "subscription", showSubscription(rec)), nil
}

func updateSubscription(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	slug := r.Body.Str("tier_slug")
	switch {
	case tierOf(slug) == nil:
		return nil, engine.Unprocessable("invalid subscription tier %q (one of starter, basic, professional)", slug)
	case slug != "professional" && w.Table(table).Count() > 1:
		return nil, engine.Unprocessable("the tier %s has one registry only", slug)
	}
	return engine.Answer(http.StatusOK, "subscription", showSubscription(subscribe(w, slug))), nil
}

func validateName(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	name := r.Body.Str("name")
	if err := checkName(name); err != nil {
		return nil, err
	}
	if w.Find(table, name) != nil {
		return nil, engine.Conflict("the name %s is taken", name)
	}
	return engine.NoContent(http.StatusNoContent), nil
}

func checkName(name string) error {
	if len(name) < 3 || len(name) > 63 || !engine.Bounded(name) || !engine.Lower(name) || !engine.MadeOf(name, "-") {
		return engine.BadRequest("invalid registry name: 3 to 63 lower-case letters, digits and dashes, beginning and ending with a letter or digit")
	}
	return nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name, slug, region := r.Body.Str("name"), r.Body.Str("subscription_tier_slug"), r.Body.Str("region")
	if err := checkName(name); err != nil {
		return "", err
	}
	if region == "" {
		region = "nyc3"
	}
	switch {
	case tierOf(slug) == nil:
		return "", engine.Unprocessable("invalid subscription tier %q (one of starter, basic, professional)", slug)
	case engine.Offered().Region(region) == nil:
		return "", engine.BadRegion(fmt.Sprintf("invalid region %q", region))
	case w.Find(table, name) != nil:
		return "", engine.Conflict("the name %s is taken", name)
	case slug != "professional" && w.Table(table).Count() > 0:
		return "", engine.Unprocessable("the tier %s has one registry only", slug)
	}
	subscribe(w, slug)
	*d = engine.Object("name", name, "created_at", w.Now, "region", region, "storage_usage_bytes", 0, "storage_usage_bytes_updated_at", w.Now)
	return name, nil
}

func show(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	if s := subscription(w); s != nil {
		d.Put("subscription", showSubscription(s))
	}
	return d.Append(buf)
}

// The older paths know one registry: the first.
func first(w *engine.World) (*engine.Record, error) {
	if list := w.Table(table).Records; len(list) > 0 {
		return list[0], nil
	}
	return nil, engine.ErrNotFound
}

func createOne(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	if w.Table(table).Count() > 0 {
		return nil, engine.Conflict("the account has a registry already")
	}
	var d engine.Document
	name, err := create(w, r, &d)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusCreated, "registry", engine.Raw(show(w, r, nil, w.Add(table, name, d)))), nil
}

func getOne(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := first(w)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "registry", engine.Raw(show(w, r, nil, rec))), nil
}

func deleteOne(w *engine.World, _ *engine.Request) (*engine.Reply, error) {
	rec, err := first(w)
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.NoContent(http.StatusNoContent), nil
}

// registry is that of the path.
func registry(w *engine.World, r *engine.Request) (*engine.Record, error) {
	if r.Op.Param("registry_name") == nil {
		return first(w)
	}
	return w.Existing(w.Table(table), r.Param("registry_name"))
}

// getCredentials gives out a file for Docker. What is in it opens nothing.
func getCredentials(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := registry(w, r)
	if err != nil {
		return nil, err
	}
	auth := engine.Object("auth", base64.StdEncoding.EncodeToString([]byte("simulated:"+rec.Str("name"))))
	auths := engine.Object("registry.digitalocean.com", auth.Raw())
	return engine.Answer(http.StatusOK, "auths", auths.Raw()), nil
}

// stages are the states that a garbage collection passes through.
var stages = []string{"waiting for write JWTs to expire", "scanning manifests", "deleting unreferenced blobs", "succeeded"}

func runCollection(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := registry(w, r)
	if err != nil {
		return nil, err
	}
	if active(w, rec) != nil {
		return nil, engine.Conflict("a garbage collection is running already")
	}
	id := w.UUID()
	run := w.Add(collections, id, engine.Object("uuid", id, "registry_name", rec.Str("name"), "status", "requested",
		"created_at", w.Now, "updated_at", w.Now, "blobs_deleted", 0, "freed_bytes", 0))
	at := time.Duration(0)
	for i, stage := range stages {
		at += w.Between(20*time.Second, 60*time.Second)
		if i == len(stages)-1 && r.Fail {
			stage = "failed"
		}
		w.Transition(at, "registries.collect", run, stage)
	}
	return engine.Answer(http.StatusCreated, "garbage_collection", engine.Raw(run.Append(nil))), nil
}

// reached is the step in which a garbage collection comes to a stage, its argument.
func reached(w *engine.World, run *engine.Record, args []string) bool {
	stage := args[0]
	if run == nil || over(run) || run.Str("status") == "cancelling" && stage != "succeeded" {
		return false
	}
	if run.Str("status") == "cancelling" {
		stage = "cancelled"
	}
	if stage == "succeeded" {
		blobs, bytes := collect(w, run.Str("registry_name"))
		run.Set("blobs_deleted", blobs)
		run.Set("freed_bytes", bytes)
	}
	run.Set("status", stage)
	run.Set("updated_at", w.Now)
	return true
}

func over(run *engine.Record) bool {
	switch run.Str("status") {
	case "succeeded", "failed", "cancelled":
		return true
	}
	return false
}

// active is the garbage collection of a registry that goes on.
func active(w *engine.World, rec *engine.Record) *engine.Record {
	runs := w.Table(collections).Where("registry_name", rec.Get("name"))
	if n := len(runs); n > 0 && !over(runs[n-1]) { // one begins when none goes on
		return runs[n-1]
	}
	return nil
}

func getCollection(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := registry(w, r)
	if err != nil {
		return nil, err
	}
	run := active(w, rec)
	if run == nil {
		return nil, engine.ErrNotFound
	}
	return engine.Answer(http.StatusOK, "garbage_collection", engine.Raw(run.Append(nil))), nil
}

func listCollections(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := registry(w, r)
	if err != nil {
		return nil, err
	}
	name := rec.Str("name")
	runs := w.Table(collections).List(w.Now, "of "+name, func(run *engine.Record) bool { return run.Str("registry_name") == name }, "registry_name")
	return w.Page(r, collections, runs, true, nil)
}

func updateCollection(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := registry(w, r); err != nil {
		return nil, err
	}
	run, err := w.Existing(w.Table(collections), r.Param("garbage_collection_uuid"))
	if err != nil {
		return nil, err
	}
	if r.Body.Boolean("cancel") {
		if over(run) {
			return nil, engine.Conflict("the garbage collection is over")
		}
		run.Set("status", "cancelling")
		run.Set("updated_at", w.Now)
	}
	return engine.Answer(http.StatusOK, "garbage_collection", engine.Raw(run.Append(nil))), nil
}
