// Package spaces simulates the keys of Spaces and the CDN endpoints in front of
// its buckets.
package spaces

import (
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is Spaces keys and CDN endpoints.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{
			{Path: "/v2/spaces/keys", Create: createKey, Update: updateKey, Show: showKey},
			{Path: "/v2/cdn/endpoints", Create: createEndpoint, Update: updateEndpoint},
		},
		Ops: map[string]engine.Handler{"cdn_purge_cache": purge},
	}
}

var permissions = []string{"", "read", "readwrite", "fullaccess"}

func checkGrants(body *engine.Document) error {
	for _, item := range engine.Elements(body.Get("grants")) {
		grant, _ := engine.ParseDocument(item)
		switch p := grant.Str("permission"); {
		case !slices.Contains(permissions, p):
			return engine.Unprocessable("grants: permission must be one of read, readwrite, fullaccess")
		case p != "fullaccess" && grant.Str("bucket") == "":
			return engine.Unprocessable("grants: bucket is required")
		}
	}
	return nil
}

func createKey(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	if r.Body.Str("name") == "" {
		return "", engine.Unprocessable("name is required")
	}
	if err := checkGrants(&r.Body); err != nil {
		return "", err
	}
	grants := r.Body.Get("grants")
	if grants == "" || grants == engine.Null {
		grants = "[]"
	}
	id := "DO00" + strings.ToUpper(text(w, 16))
	*d = engine.Object("name", r.Body.Str("name"), "grants", grants, "access_key", id, "_secret", text(w, 43), "created_at", w.Now)
	return id, nil
}

// text is a random one of letters and digits.
func text(w *engine.World, n int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	out := make([]byte, n)
	for i := range out {
		out[i] = letters[w.Dice("key").IntN(len(letters))]
	}
	return string(out)
}

// showKey tells the secret once, in the answer to the create.
func showKey(_ *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	if r.ID != "spacesKey_create" {
		return rec.Append(buf)
	}
	d := rec.Clone()
	d.Set("secret_key", rec.Str("_secret"))
	return d.Append(buf)
}

func updateKey(_ *engine.World, _ *engine.Request, rec *engine.Record, changes *engine.Document) error {
	if err := checkGrants(changes); err != nil {
		return err
	}
	next := engine.Document{}
	for _, name := range []string{"name", "grants"} {
		if changes.Has(name) {
			next.Put(name, changes.Get(name))
		}
	}
	if next.Has("name") && next.Str("name") == "" {
		return engine.Unprocessable("name is required")
	}
	*changes = next
	return nil
}

// lifetimes are the seconds for which a CDN may keep things.
var lifetimes = []int64{60, 600, 3600, 86400, 604800}

func checkEndpoint(w *engine.World, b *engine.Document) error {
	if b.Has("ttl") && !slices.Contains(lifetimes, b.Integer("ttl")) {
		return engine.Unprocessable("ttl must be one of 60, 600, 3600, 86400, 604800")
	}
	id := b.Str("certificate_id")
	switch {
	case id != "" && w.Find("certificates", id) == nil:
		return engine.Unprocessable("certificate %s does not exist", id)
	case b.Str("custom_domain") != "" && id == "":
		return engine.Unprocessable("custom_domain needs a certificate_id")
	}
	return nil
}

func createEndpoint(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	b := &r.Body
	origin := b.Str("origin")
	bucket, rest, ok := strings.Cut(origin, ".")
	region, _, _ := strings.Cut(rest, ".")
	if origin == "" {
		return "", engine.Unprocessable("origin is required")
	}
	if !ok || !engine.IsDomainName(origin) {
		return "", engine.Unprocessable("origin must be the host name of a bucket")
	}
	if err := checkEndpoint(w, b); err != nil {
		return "", err
	}
	if len(w.Table("endpoints").Where("origin", origin)) > 0 {
		return "", engine.Conflict("a CDN endpoint for the origin %s already exists", origin)
	}
	id, ttl := w.UUID(), int64(3600)
	if b.Has("ttl") {
		ttl = b.Integer("ttl")
	}
	*d = engine.Object("id", id, "origin", origin, "endpoint", bucket+"."+region+".cdn.example", "created_at", w.Now, "ttl", ttl)
	for _, name := range []string{"certificate_id", "custom_domain"} {
		if v := b.Str(name); v != "" {
			d.Set(name, v)
		}
	}
	return id, nil
}

func updateEndpoint(w *engine.World, _ *engine.Request, rec *engine.Record, changes *engine.Document) error {
	next := engine.Document{}
	for _, name := range []string{"ttl", "certificate_id", "custom_domain"} {
		if v := changes.Get(name); v != "" && v != engine.Null {
			next.Put(name, v)
		}
	}
	whole := rec.Clone()
	for _, f := range next.Fields {
		whole.Put(f.Key, f.Value)
	}
	if err := checkEndpoint(w, &whole); err != nil {
		return err
	}
	*changes = next
	return nil
}

func purge(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	if _, err := w.Existing(w.Table("endpoints"), r.Param("cdn_id")); err != nil {
		return nil, err
	}
	if len(r.Body.Strings("files")) == 0 {
		return nil, engine.Unprocessable("files is required")
	}
	return engine.NoContent(r.Op.Success[0]), nil
}
