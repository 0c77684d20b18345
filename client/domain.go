package client

import "context"

// Domain is a domain whose names the API serves.
type Domain struct{ Object }

var domainClass = &Class{
	Name: "Domain", Key: "domain", ListKey: "domains", Path: "/v2/domains", IDField: "name",
	get: "domains_get", list: "domains_list", make: maker[Domain](),
}

// FetchAllDomains walks through the account's domains.
func (c *Client) FetchAllDomains() *Pager[*Domain] { return all[*Domain](c.scopes[domainClass], nil) }

// FetchDomain asks for a domain by its name.
func (c *Client) FetchDomain(ctx context.Context, name string) (*Domain, error) {
	return fetch[*Domain](ctx, c.scopes[domainClass], name)
}

// CreateDomain makes a domain; with an address, that of its first A record.
func (c *Client) CreateDomain(ctx context.Context, name, address string) (*Domain, error) {
	body := Body{"name": name}
	if address != "" {
		body["ip_address"] = address
	}
	return create[*Domain](ctx, c.scopes[domainClass], "domains_create", body)
}

// Domain makes a handle of a domain without asking for it.
func (c *Client) Domain(name string) *Domain { return c.stub(domainClass, "name", name).(*Domain) }

// Name identifies the domain.
func (d *Domain) Name() string { return d.Field("name").Text() }

// TTL is how long its answers may be kept, in seconds.
func (d *Domain) TTL() int64 { return d.Field("ttl").Int() }

// ZoneFile is the zone as text.
func (d *Domain) ZoneFile() string { return d.Field("zone_file").Text() }

// String is the name.
func (d *Domain) String() string { return d.Name() }

// RecordURL is where its records live.
func (d *Domain) RecordURL() string {
	u, err := d.location("records")
	if err != nil {
		return ""
	}
	return u.String()
}

// Fetch asks for the present state.
func (d *Domain) Fetch(ctx context.Context) (*Domain, error) { return Refetch(ctx, d) }

// Delete destroys the domain and its records.
func (d *Domain) Delete(ctx context.Context) error {
	_, err := d.invoke(ctx, "domains_delete", nil)
	return err
}
