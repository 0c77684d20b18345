package sim

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
)

var sshKeys = &kind{
	path:   "/v2/account/keys",
	find:   func(w *world, _ *request, id string) *record { return w.findKey(id) },
	create: createKey,
	update: func(w *world, r *request, rec *record, changes *document) error {
		changes.unset("public_key") // only the name can change
		if r.body.str("name") == "" {
			return unprocessable("Name can't be blank")
		}
		return nil
	},
}

// findKey finds a key by id or fingerprint.
func (w *world) findKey(id string) *record {
	t := w.table("ssh_keys")
	if rec := t.byID[id]; rec != nil || !strings.Contains(id, ":") {
		return rec
	}
	var found *record
	t.all(func(rec *record) bool {
		if rec.str("fingerprint") == id {
			found = rec
		}
		return found == nil
	})
	return found
}

func createKey(w *world, r *request, d *document) (string, error) {
	name, public := r.body.str("name"), r.body.str("public_key")
	if name == "" {
		return "", unprocessable("Name can't be blank")
	}
	if strings.TrimSpace(public) == "" {
		return "", unprocessable("Public key can't be blank")
	}
	print, ok := fingerprint(public)
	if !ok {
		return "", unprocessable("Key invalid, key should be of the format `type key [comment]`")
	}
	if w.findKey(print) != nil {
		return "", unprocessable("SSH Key is already in use on your account")
	}
	id := w.nextID("ssh_key")
	*d = object("id", id, "public_key", public, "name", name, "fingerprint", print)
	return strconv.FormatInt(id, 10), nil
}

// fingerprint is the MD5 of a public key's blob, as ssh-keygen writes it. It
// reports false for what is not a key: the blob must begin with the type that
// the text names.
func fingerprint(public string) (string, bool) {
	parts := strings.Fields(public)
	if len(parts) < 2 {
		return "", false
	}
	blob, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil || len(blob) < 4 {
		return "", false
	}
	n := binary.BigEndian.Uint32(blob)
	if uint64(n) >= uint64(len(blob)-4) || !bytes.Equal(blob[4:4+n], []byte(parts[0])) {
		return "", false
	}
	sum := md5.Sum(blob)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = hex.EncodeToString([]byte{b})
	}
	return strings.Join(pairs, ":"), true
}
