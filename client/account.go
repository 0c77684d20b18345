package client

import "context"

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
	get: "account_get", make: maker[Account](),
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
