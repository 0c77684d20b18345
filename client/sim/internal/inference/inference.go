// Package inference simulates dedicated inference endpoints and vector databases
// beyond what the catalog tells of them. No model answers here.
package inference

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	endpointPath = "/v2/dedicated-inferences"
	vectorPath   = "/v2/vector-databases"
)

// Area is the accelerators and sizes of endpoints, and the credentials and
// backups of vector databases.
func Area() engine.Area {
	return engine.Area{Steps: map[string]engine.Step{"inference.provide": provided}, On: []engine.Hook{
		{Event: engine.Created, Table: "vector_dbs", Do: provide},
		{Event: engine.Created, Table: "dedicated_inferences", Do: name},
		{Event: engine.Changed, Table: "dedicated_inferences", Do: name},
	}, Ops: map[string]engine.Handler{
		"dedicatedInferences_list_sizes":           listSizes,
		"dedicatedInferences_get_gpu_model_config": listConfigs,
		"dedicatedInferences_list_accelerators":    listAccelerators,
		"dedicatedInferences_get_accelerator":      getAccelerator,
		"dedicatedInferences_get_ca":               getCA,

		"vectorDatabases_get_credentials":     getCredentials,
		"vectorDatabases_list_backups":        listBackups,
		"vectorDatabases_post_restore_backup": restore,
		"vectorDatabases_get_restore_status":  restoreStatus,
	}}
}

// item finds something of a collection.
func item(w *engine.World, path, id string) (*engine.Record, error) {
	for name, k := range w.API.Kinds {
		if k.Path == path {
			return w.Existing(w.Table(name), id)
		}
	}
	return nil, engine.ErrNotFound
}

var gpus = []struct{ slug, price string }{{"gpu-mi300x1-192gb", "1.99"}, {"gpu-h100x1-80gb", "3.39"}, {"gpu-h100x8-640gb", "23.92"}}

func listSizes(*engine.World, *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	for _, g := range gpus {
		for _, region := range []string{"nyc2", "tor1", "atl1"} {
			d := engine.Object("gpu_slug", g.slug, "price_per_hour", g.price, "region", region, "currency", "USD")
			list = append(list, d.Raw())
		}
	}
	return engine.Answer(http.StatusOK, "enabled_regions", []string{"nyc2", "tor1", "atl1"}, "sizes", list), nil
}

func listConfigs(*engine.World, *engine.Request) (*engine.Reply, error) {
	var slugs []string
	for _, g := range gpus {
		slugs = append(slugs, g.slug)
	}
	d := engine.Object("gpu_slugs", slugs, "model_slug", "simulated/large", "model_name", "Simulated Large", "is_gated_model", false)
	return engine.Answer(http.StatusOK, "gpu_model_configs", []engine.Raw{d.Raw()}), nil
}

// accelerators are those that an endpoint's deployments ask for.
func accelerators(w *engine.World, rec *engine.Record) []*engine.Record {
	var list []*engine.Record
	spec := rec.Object("spec")
	for _, raw := range engine.Elements(spec.Get("model_deployments")) {
		deployment, _ := engine.ParseDocument(raw)
		for _, raw := range engine.Elements(deployment.Get("accelerators")) {
			a, _ := engine.ParseDocument(raw)
			slug := a.Str("accelerator_slug")
			for range max(1, a.Integer("scale")) {
				n := len(list)
				d := engine.Object("id", version8(fmt.Sprintf("accelerator %s %d", rec.ID, n)), "name", fmt.Sprintf("accelerator-%d", n), "slug", slug,
					"role", "prefill_decode", "status", rec.Get("status"), "created_at", rec.Get("created_at"))
				list = append(list, &engine.Record{Document: d})
			}
		}
	}
	return list
}

// version8 is a UUID that follows from a text.
func version8(text string) string {
	b := sha256.Sum256([]byte(text))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

func listAccelerators(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := item(w, endpointPath, r.Param("dedicated_inference_id"))
	if err != nil {
		return nil, err
	}
	slug := r.Query.Get("slug")
	var list []*engine.Record
	for _, a := range accelerators(w, rec) {
		if slug == "" || a.Str("slug") == slug {
			list = append(list, a)
		}
	}
	return w.Page(r, "accelerators", list, false, nil)
}

func getAccelerator(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := item(w, endpointPath, r.Param("dedicated_inference_id"))
	if err != nil {
		return nil, err
	}
	for _, a := range accelerators(w, rec) {
		if a.Str("id") == r.Param("accelerator_id") {
			return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: a.Append(nil)}, nil
		}
	}
	return nil, engine.ErrNotFound
}

// getCA shows the certificate that vouches for the private endpoint.
func getCA(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := item(w, endpointPath, r.Params[0].Value)
	if err != nil {
		return nil, err
	}
	text, err := engine.Authority(rec)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "cert", string(text)), nil
}

func vector(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return item(w, vectorPath, r.Params[0].Value)
}

// name shows of an endpoint what its specification says, as clients look for it.
func name(_ *engine.World, rec *engine.Record) {
	spec := rec.Object("spec")
	vpc := spec.Object("vpc")
	for _, f := range []struct {
		key   string
		value engine.Raw
	}{{"name", spec.Get("name")}, {"region", spec.Get("region")}, {"vpc_uuid", vpc.Get("uuid")}} {
		if f.value != "" && rec.Get(f.key) != f.value {
			rec.Set(f.key, f.value)
		}
	}
	ends := engine.Object("private_endpoint_fqdn", "private-"+rec.ID+".inference.example")
	if spec.Boolean("enable_public_endpoint") {
		ends.Set("public_endpoint_fqdn", rec.ID+".inference.example")
	}
	rec.Set("endpoints", ends.Raw())
}

// provide has a new vector database become active, with its endpoints.
func provide(w *engine.World, rec *engine.Record) {
	rec.Set("status", "creating")
	rec.Set("owner_uuid", engine.UserUUID)
	w.Transition(w.Between(2*time.Minute, 4*time.Minute), "inference.provide", rec)
}

func provided(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	host := rec.ID + ".vectordb.example"
	ends := engine.Object("http", "https://"+host, "grpc", "grpc://"+host+":50051")
	rec.Set("endpoints", ends.Raw())
	rec.Set("status", "active")
	w.Emit(engine.Changed, rec)
	return true
}

// getCredentials gives what follows from the id. It opens nothing.
func getCredentials(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := vector(w, r)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "api_token", fmt.Sprintf("%x", sha256.Sum256([]byte("token of "+rec.ID)))[:40], "user_id", "doadmin"), nil
}

// backups are one for each day that a database has been there, the last seven.
func backups(w *engine.World, rec *engine.Record) []*engine.Record {
	const day = 24 * time.Hour
	made, err := time.Parse(time.RFC3339, rec.Str("created_at"))
	if err != nil {
		return nil
	}
	var list []*engine.Record
	for i := max(0, int(w.Now.Sub(made)/day)-6); ; i++ {
		at := made.Add(time.Duration(i)*day + time.Hour)
		if at.After(w.Now) {
			return list
		}
		list = append(list, &engine.Record{Document: engine.Object("backup_id", fmt.Sprintf("backup-%d", i), "started_at", at, "completed_at", at.Add(2*time.Minute), "status", "SUCCESS")})
	}
}

func listBackups(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := vector(w, r)
	if err != nil {
		return nil, err
	}
	return w.Whole(r, "backups", backups(w, rec), nil)
}

// backup finds the one in the path.
func backup(w *engine.World, r *engine.Request) (*engine.Record, string, error) {
	rec, err := vector(w, r)
	if err != nil {
		return nil, "", err
	}
	for _, b := range backups(w, rec) {
		if b.Str("backup_id") == r.Param("backup_id") {
			return rec, b.Str("backup_id"), nil
		}
	}
	return nil, "", engine.ErrNotFound
}

func restore(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, id, err := backup(w, r)
	if err != nil {
		return nil, err
	}
	status, end := "_restore "+id, "SUCCESS"
	if r.Fail {
		end = "FAILED"
	}
	rec.Set(status, "STARTED")
	w.Become(w.Between(time.Minute, 3*time.Minute), rec, status, end)
	return engine.Answer(http.StatusOK, "backup_id", id, "status", "STARTED"), nil
}

func restoreStatus(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, id, err := backup(w, r)
	if err != nil {
		return nil, err
	}
	status := rec.Str("_restore " + id)
	if status == "" {
		return nil, engine.ErrNotFound
	}
	return engine.Answer(http.StatusOK, "backup_id", id, "status", status, "error", ""), nil
}
