package databases

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// getCA shows a certificate that can be parsed, the same at every call. Its key
// follows from the cluster's id, so it protects nothing.
func getCA(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	made, err := time.Parse(time.RFC3339, rec.Str("created_at"))
	if err != nil {
		return nil, err
	}
	seed := sha256.Sum256([]byte("ca of " + rec.ID))
	key := ed25519.NewKeyFromSeed(seed[:])
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(seed[:16]), Subject: pkix.Name{CommonName: rec.ID + " Project CA"},
		NotBefore: made, NotAfter: made.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making a certificate: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	d := engine.Object("certificate", base64.StdEncoding.EncodeToString(text))
	return engine.Answer(http.StatusOK, "ca", d.Raw()), nil
}
