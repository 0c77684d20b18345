package client

import (
	"context"
	"strings"
)

// SSHKey is a public key that droplets can be made with.
type SSHKey struct{ Object }

var sshKeyClass = &ResourceClass{
	Name: "SSHKey", Key: "ssh_key", ListKey: "ssh_keys", Path: "/v2/account/keys", IDField: "id", AltID: "fingerprint",
	get: "sshKeys_get", list: "sshKeys_list", make: maker[SSHKey](),
}

// Fingerprint is the Ref of a fingerprint, in any case.
func Fingerprint(fingerprint string) Ref {
	f := strings.ToLower(fingerprint)
	return Ref{text: strings.TrimPrefix(f, "md5:")}
}

// FetchAllSSHKeys walks through the account's keys.
func (c *Client) FetchAllSSHKeys() *Pager[*SSHKey] { return all[*SSHKey](c.scopes[sshKeyClass], nil) }

// FetchSSHKey asks for a key by its id or [Fingerprint].
func (c *Client) FetchSSHKey(ctx context.Context, key Ref) (*SSHKey, error) {
	return fetch[*SSHKey](ctx, c.scopes[sshKeyClass], Fingerprint(key.String()).String())
}

// CreateSSHKey adds a key to the account.
func (c *Client) CreateSSHKey(ctx context.Context, name, publicKey string, more ...Body) (*SSHKey, error) {
	return create[*SSHKey](ctx, c.scopes[sshKeyClass], "sshKeys_create", Body{"name": name, "public_key": publicKey}.further(more))
}

// SSHKey makes a handle of a key without asking for it.
func (c *Client) SSHKey(key Ref) *SSHKey {
	if key.text != "" {
		return c.stub(sshKeyClass, "fingerprint", Fingerprint(key.text).text).(*SSHKey)
	}
	return c.stub(sshKeyClass, "id", key.id).(*SSHKey)
}

// ID identifies the key.
func (k *SSHKey) ID() int64 { return k.Field("id").Int() }

// Fingerprint identifies the key too.
func (k *SSHKey) Fingerprint() string { return k.Field("fingerprint").Text() }

// Ref names the key by its id, or by its fingerprint where only that is known.
func (k *SSHKey) Ref() Ref {
	if id := k.ID(); id != 0 {
		return ID(id)
	}
	return Fingerprint(k.Fingerprint())
}

// Name is for people.
func (k *SSHKey) Name() string { return k.Field("name").Text() }

// PublicKey is the key, as it stands in authorized_keys.
func (k *SSHKey) PublicKey() string { return k.Field("public_key").Text() }

// String is the fingerprint, or SSHKey(id=1) where that is not known.
func (k *SSHKey) String() string {
	if f := k.Fingerprint(); f != "" {
		return f
	}
	return k.Object.String()
}

// Fetch asks for the present state.
func (k *SSHKey) Fetch(ctx context.Context) (*SSHKey, error) { return Refetch(ctx, k) }

// Update changes the name, and the further fields of more.
func (k *SSHKey) Update(ctx context.Context, name string, more ...Body) (*SSHKey, error) {
	return change(ctx, k, "sshKeys_update", Body{"name": name}.further(more))
}

// Delete takes the key off the account. Droplets keep it.
func (k *SSHKey) Delete(ctx context.Context) error {
	_, err := k.invoke(ctx, "sshKeys_delete", nil)
	return err
}
