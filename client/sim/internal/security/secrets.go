package security

import (
	"net/http"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Secrets are not in the description; godo and doctl know them:
// https://pkg.go.dev/github.com/digitalocean/godo#SecretsService.
const (
	secrets        = "secrets"
	secretVersions = "secret_versions"
)

// secretGrace is how long a deleted secret can be restored.
const secretGrace = 7 * 24 * time.Hour

var secretRoutes = []engine.Route{
	{ID: "secrets_list", Method: "GET", Path: "/v2/security/secrets", Serve: listSecrets},
	{ID: "secrets_create", Method: "POST", Path: "/v2/security/secrets", Serve: createSecret},
	{ID: "secrets_get", Method: "GET", Path: "/v2/security/secrets/{name}", Serve: getSecret},
	{ID: "secrets_update", Method: "PUT", Path: "/v2/security/secrets/{name}", Serve: updateSecret},
	{ID: "secrets_delete", Method: "DELETE", Path: "/v2/security/secrets/{name}", Serve: deleteSecret},
	{ID: "secrets_list_versions", Method: "GET", Path: "/v2/security/secrets/{name}/versions", Serve: listSecretVersions},
	{ID: "secrets_restore", Method: "POST", Path: "/v2/security/secrets/{name}/restore", Serve: restoreSecret},
}

// secretOf finds a secret by the name in the path and a region.
func secretOf(w *engine.World, r *engine.Request, region string) (*engine.Record, error) {
	if region == "" {
		return nil, engine.BadRequest("region is required")
	}
	return w.Existing(w.Table(secrets), region+"/"+r.Param("name"))
}

// written is the answer to a change.
func written(status int, rec *engine.Record) (*engine.Reply, error) {
	return engine.Answer(status, "name", rec.Str("secret"), "region", rec.Str("region"), "version", rec.Integer("version")), nil
}

// keep makes a version of a secret's values.
func keep(w *engine.World, rec *engine.Record, values engine.Raw) {
	rec.Set("version", rec.Integer("version")+1)
	rec.Set("_values", values)
	rec.Set("updated_at", w.Now)
	w.Add(secretVersions, rec.ID+"/"+string(rec.Get("version")), engine.Object("version", rec.Integer("version"), "created_at", w.Now, "_of", rec.ID))
}

// valuesOf checks the values of a body: texts by name.
func valuesOf(r *engine.Request) (engine.Raw, error) {
	var values map[string]string
	if !engine.Decode(r.Body.Get("values"), &values) || len(values) == 0 {
		return "", engine.Unprocessable("values must hold a text for each of at least one key")
	}
	return r.Body.Get("values"), nil
}

func listSecrets(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return w.Page(r, secrets, w.Table(secrets).List(w.Now, "", nil), false, nil)
}

func createSecret(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	name, region := r.Body.Str("name"), r.Body.Str("region")
	values, err := valuesOf(r)
	switch {
	case err != nil:
		return nil, err
	case name == "" || !engine.MadeOf(name, "-_."):
		return nil, engine.Unprocessable("name must be made of letters, digits, dots, dashes and underscores")
	case engine.Offered().Region(region) == nil:
		return nil, engine.BadRegion("region " + region + " is invalid")
	case w.Find(secrets, region+"/"+name) != nil:
		return nil, engine.Conflict("the secret %s already exists in %s", name, region)
	}
	rec := w.Add(secrets, region+"/"+name, engine.Object("secret", name, "region", region, "version", 0, "created_at", w.Now, "updated_at", w.Now))
	keep(w, rec, values)
	return written(http.StatusCreated, rec)
}

func getSecret(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := secretOf(w, r, r.Query.Get("region"))
	if err != nil {
		return nil, err
	}
	d := rec.Clone()
	d.Put("values", rec.Get("_values"))
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}

// updateSecret replaces all values. Who has not seen the newest is refused.
func updateSecret(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := secretOf(w, r, r.Body.Str("region"))
	if err != nil {
		return nil, err
	}
	values, err := valuesOf(r)
	switch {
	case err != nil:
		return nil, err
	case rec.Has("delete_requested_at"):
		return nil, engine.Conflict("the secret is being deleted")
	case r.Body.Has("version") && r.Body.Integer("version") != rec.Integer("version"):
		return nil, engine.Conflict("the secret has version %d, not %d", rec.Integer("version"), r.Body.Integer("version"))
	}
	keep(w, rec, values)
	return written(http.StatusOK, rec)
}

func deleteSecret(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := secretOf(w, r, r.Query.Get("region"))
	if err != nil {
		return nil, err
	}
	rec.Set("delete_requested_at", w.Now)
	w.Later(secretGrace, "security.forget", rec, string(rec.Get("delete_requested_at")))
	return engine.NoContent(http.StatusNoContent), nil
}

// forgetSecret is the step in which a deleted secret goes: its argument is when
// that was asked for.
func forgetSecret(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil || string(rec.Get("delete_requested_at")) != args[0] {
		return false
	}
	for _, v := range slices.Clone(w.Table(secretVersions).Of(rec.ID)) {
		w.Remove(v)
	}
	w.Remove(rec)
	return true
}

func restoreSecret(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := secretOf(w, r, r.Query.Get("region"))
	if err != nil {
		return nil, err
	}
	if !rec.Has("delete_requested_at") {
		return nil, engine.Conflict("the secret is not deleted")
	}
	rec.Unset("delete_requested_at")
	return engine.NoContent(http.StatusNoContent), nil
}

func listSecretVersions(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := secretOf(w, r, r.Query.Get("region"))
	if err != nil {
		return nil, err
	}
	return w.Whole(r, "versions", w.Table(secretVersions).Of(rec.ID), nil)
}
