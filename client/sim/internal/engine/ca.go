package engine

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"time"
)

// Authority returns the certificate of an authority that belongs to a record: it
// can be parsed and is the same at every call. Its key follows from the record's
// id, so it protects nothing.
func Authority(rec *Record) ([]byte, error) {
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
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}
