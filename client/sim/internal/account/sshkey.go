package account

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var sshKeys = &engine.Kind{
	Path:   "/v2/account/keys",
	Find:   func(w *engine.World, _ *engine.Request, id string) *engine.Record { return w.FindKey(id) },
	Create: createKey,
	Update: func(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
		changes.Unset("public_key") // only the name can change
		if r.Body.Str("name") == "" {
			return engine.Unprocessable("Name can't be blank")
		}
		return nil
	},
}

func createKey(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name, public := r.Body.Str("name"), r.Body.Str("public_key")
	if name == "" {
		return "", engine.Unprocessable("Name can't be blank")
	}
	if strings.TrimSpace(public) == "" {
		return "", engine.Unprocessable("Public key can't be blank")
	}
	print, ok := fingerprint(public)
	if !ok {
		return "", engine.Unprocessable("Key invalid, key should be of the format `type key [comment]`")
	}
	if w.FindKey(print) != nil {
		return "", engine.Unprocessable("SSH Key is already in use on your account")
	}
	id := w.NextID("ssh_key")
	*d = engine.Object("id", id, "public_key", public, "name", name, "fingerprint", print)
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
