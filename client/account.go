package client

import (
	"context"
	"strings"
)

// Account is the owner of the token.
type Account struct{ Object }

// The states of an account.
const (
	AccountActive  = "active"
	AccountWarning = "warning"
	AccountLocked  = "locked"
)

var accountClass = &ResourceClass{
	Name: "Account", Key: "account", IDField: "uuid", Path: "/v2/account", single: true,
	get: "account_get", make: newResource[Account],
}

// FetchAccount asks who the token belongs to.
func (c *Client) FetchAccount(ctx context.Context) (*Account, error) {
	return Refetch(ctx, c.stub(accountClass, "", "").(*Account))
}

// Fetch asks for the present state.
func (a *Account) Fetch(ctx context.Context) (*Account, error) { return Refetch(ctx, a) }

// UUID identifies the account.
func (a *Account) UUID() string { return a.Field("uuid").Text() }

// Email is the owner's address.
func (a *Account) Email() string { return a.Field("email").Text() }

// EmailVerified reports whether the owner has confirmed it.
func (a *Account) EmailVerified() bool { return a.Field("email_verified").Bool() }

// Name is the owner's name.
func (a *Account) Name() string { return a.Field("name").Text() }

// Status is AccountActive, AccountWarning or AccountLocked.
func (a *Account) Status() string { return a.Field("status").Text() }

// StatusMessage says why the status is what it is.
func (a *Account) StatusMessage() string { return a.Field("status_message").Text() }

// DropletLimit is how many droplets the account may have.
func (a *Account) DropletLimit() int64 { return a.Field("droplet_limit").Int() }

// FloatingIPLimit is how many floating IPs the account may have.
func (a *Account) FloatingIPLimit() int64 { return a.Field("floating_ip_limit").Int() }

// SSHKey is a public key that droplets can be made with.
type SSHKey struct{ Object }

var sshKeyClass = &ResourceClass{
	Name: "SSHKey", Key: "ssh_key", ListKey: "ssh_keys", Path: "/v2/account/keys", IDField: "id", AltID: "fingerprint",
	get: "sshKeys_get", list: "sshKeys_list", make: newResource[SSHKey],
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
