package sim

import (
	"fmt"
	"testing"
)

// The first one's fingerprint is what ssh-keygen -E md5 -l says of it.
const (
	keyText  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDP3vx5dS64A9dUgrUqe+IaR65b4J2HZYGayJbDVFmGP sammy@example.com"
	keyPrint = "b6:07:65:29:cd:93:8f:ec:df:a9:d4:0b:bf:f8:07:51"
	otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIIEWnAVjcTZMS+qRkWAQ8EWZXjmwG0FP8EB95LPpowl"
)

func TestSSHKeys(t *testing.T) {
	a := newAPI(t)
	const keys = "/v2/account/keys"
	res := a.do(201, "POST", keys, map[string]any{"name": "mine", "public_key": keyText})
	same(t, "fingerprint", res.str("ssh_key", "fingerprint"), keyPrint)
	same(t, "public_key", res.str("ssh_key", "public_key"), keyText)
	id := res.id("ssh_key")
	byID := fmt.Sprintf("%s/%d", keys, id)
	same(t, "by id", a.get(byID).str("ssh_key", "name"), "mine")
	same(t, "by fingerprint", a.get(keys+"/"+keyPrint).id("ssh_key"), id)
	a.refused("SSH Key is already in use on your account", "POST", keys, map[string]any{"name": "again", "public_key": keyText + " comment"})
	for _, bad := range []string{"ssh-rsa", "ssh-rsa !!!!", "ssh-rsa AAAA", "ssh-rsa " + keyText[12:], "x y"} {
		a.refused("Key invalid, key should be of the format `type key [comment]`", "POST", keys, map[string]any{"name": "x", "public_key": bad})
	}
	a.refused("Public key can't be blank", "POST", keys, map[string]any{"name": "x"})
	a.refused("Name can't be blank", "POST", keys, map[string]any{"public_key": otherKey})
	a.refused("name must be a string", "POST", keys, map[string]any{"name": 1, "public_key": otherKey})

	upd := a.do(200, "PUT", keys+"/"+keyPrint, map[string]any{"name": "renamed", "public_key": otherKey})
	same(t, "name", upd.str("ssh_key", "name"), "renamed")
	same(t, "key unchanged", upd.str("ssh_key", "public_key"), keyText)
	a.do(201, "POST", keys, map[string]any{"name": "other", "public_key": otherKey})
	same(t, "list", a.get(keys).str("ssh_keys", 1, "name"), "other")

	a.create("ssh_keys", []any{id, keyPrint, fmt.Sprint(id)})
	a.do(204, "DELETE", keys+"/"+keyPrint, nil)
	a.do(404, "GET", byID, nil)
	a.do(404, "DELETE", byID, nil)
	a.do(201, "POST", keys, map[string]any{"name": "mine", "public_key": keyText})
}
