// Package certificates simulates certificates for load balancers and CDN
// endpoints.
package certificates

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Area is certificates.
func Area() engine.Area {
	return engine.Area{
		Kinds: []*engine.Kind{{Path: "/v2/certificates", Filter: byName, FilterFields: []string{"name"}, Create: create, Created: verify}},
	}
}

// lifetime is how long a certificate of Let's Encrypt is good for.
const lifetime = 90 * 24 * time.Hour

func byName(w *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
	name := r.Query.Get("name")
	return "certificates " + name, func(rec *engine.Record) bool { return name == "" || rec.Str("name") == name }, nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	b := &r.Body
	name, kind := b.Str("name"), b.Str("type")
	if kind == "" {
		kind = "custom"
		if b.Has("dns_names") {
			kind = "lets_encrypt"
		}
	}
	if name == "" {
		return "", engine.Unprocessable("name is required")
	}
	if w.Named("certificates", name) != nil {
		return "", engine.Conflict("a certificate with the name %s already exists", name)
	}
	id := w.UUID()
	names, until, print := b.Strings("dns_names"), w.Now.Add(lifetime), sum([]byte(id))
	switch kind {
	case "lets_encrypt":
		if len(names) == 0 {
			return "", engine.Unprocessable("dns_names is required")
		}
	case "custom":
		if b.Str("private_key") == "" {
			return "", engine.Unprocessable("private_key is required")
		}
		block, _ := pem.Decode([]byte(b.Str("leaf_certificate")))
		if block == nil {
			return "", engine.Unprocessable("leaf_certificate is not a certificate in PEM form")
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return "", engine.Unprocessable("leaf_certificate cannot be read")
		}
		names, until, print = cert.DNSNames, cert.NotAfter, sum(cert.Raw)
	default:
		return "", engine.Unprocessable("type must be one of custom, lets_encrypt")
	}
	if names == nil {
		names = []string{}
	}
	*d = engine.Object("id", id, "name", name, "not_after", until, "sha1_fingerprint", print, "created_at", w.Now,
		"dns_names", names, "state", "pending", "type", kind)
	return id, nil
}

func sum(text []byte) string {
	h := sha1.Sum(text)
	return strings.ToLower(hex.EncodeToString(h[:]))
}

// verify takes its time for a certificate that has to be asked for; one that was
// brought along is good at once.
func verify(w *engine.World, r *engine.Request, rec *engine.Record) {
	if rec.Str("type") == "custom" {
		rec.Set("state", "verified")
		return
	}
	state := "verified"
	if r.Fail {
		state = "error"
	}
	w.Become(30*time.Second, rec, "state", state)
}
