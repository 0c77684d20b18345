package client

import (
	"context"
	"strings"

	"github.com/doapi-lua/doapi/client/internal/address"
)

// Domain is a domain whose names the API serves.
type Domain struct{ Object }

var domainClass = &ResourceClass{
	Name: "Domain", Key: "domain", ListKey: "domains", Path: "/v2/domains", IDField: "name",
	get: "domains_get", list: "domains_list", make: newResource[Domain],
}

// FetchAllDomains walks through the account's domains.
func (c *Client) FetchAllDomains() *Pager[*Domain] { return all[*Domain](c.scopes[domainClass], nil) }

// FetchDomain asks for a domain by its name.
func (c *Client) FetchDomain(ctx context.Context, name string) (*Domain, error) {
	return fetch[*Domain](ctx, c.scopes[domainClass], name)
}

// CreateDomain makes a domain; with an address, that of its first A record.
func (c *Client) CreateDomain(ctx context.Context, name, address string, more ...Body) (*Domain, error) {
	body := Body{"name": name}.further(more)
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

// DomainRecord is a record of a [Domain].
type DomainRecord struct{ Object }

var domainRecordClass = &ResourceClass{
	Name: "DomainRecord", Key: "domain_record", ListKey: "domain_records", IDField: "id",
	get: "domains_get_record", list: "domains_list_records", make: newResource[DomainRecord],
}

// records is the scope of the domain's records.
func (d *Domain) records() (*scope, error) {
	u, err := d.location("records")
	if err != nil {
		return nil, err
	}
	c := d.Client()
	return &scope{client: c, class: domainRecordClass, path: strings.TrimPrefix(u.String(), c.Endpoint())}, nil
}

// FetchAllRecords walks through the records.
func (d *Domain) FetchAllRecords() *Pager[*DomainRecord] {
	in, err := d.records()
	if err != nil {
		return failedPager[*DomainRecord](err)
	}
	return all[*DomainRecord](in, nil)
}

// FetchRecord asks for a record by its id.
func (d *Domain) FetchRecord(ctx context.Context, id int64) (*DomainRecord, error) {
	in, err := d.records()
	if err != nil {
		return nil, err
	}
	return fetch[*DomainRecord](ctx, in, itoa(id))
}

// CreateRecord adds a record. Further fields, such as priority, port, weight,
// ttl, flags and tag, go under the API's names; what is not given is not sent.
func (d *Domain) CreateRecord(ctx context.Context, kind, name, data string, fields Body) (*DomainRecord, error) {
	in, err := d.records()
	if err != nil {
		return nil, err
	}
	body := Body{"type": kind}
	if name != "" {
		body["name"] = name
	}
	if data != "" {
		body["data"] = data
	}
	return create[*DomainRecord](ctx, in, "domains_create_record", fields.with(body))
}

// ID identifies the record within its domain.
func (r *DomainRecord) ID() int64 { return r.Field("id").Int() }

// Type is such as "A" or "MX".
func (r *DomainRecord) Type() string { return r.Field("type").Text() }

// Name is that of the host, "@" for the domain itself.
func (r *DomainRecord) Name() string { return r.Field("name").Text() }

// Data is what the name stands for.
func (r *DomainRecord) Data() string { return r.Field("data").Text() }

// TTL is how long the answer may be kept, in seconds.
func (r *DomainRecord) TTL() int64 { return r.Field("ttl").Int() }

// Priority is that of MX and SRV records; given is false for others.
func (r *DomainRecord) Priority() (priority int64, given bool) { return r.Field("priority").Int64() }

// Port is that of SRV records; given is false for others.
func (r *DomainRecord) Port() (port int64, given bool) { return r.Field("port").Int64() }

// Weight is that of SRV records; given is false for others.
func (r *DomainRecord) Weight() (weight int64, given bool) { return r.Field("weight").Int64() }

// Flags are those of CAA records; given is false for others.
func (r *DomainRecord) Flags() (flags int64, given bool) { return r.Field("flags").Int64() }

// Tag is that of CAA records.
func (r *DomainRecord) Tag() string { return r.Field("tag").Text() }

// Domain is a handle of the domain that the record belongs to.
func (r *DomainRecord) Domain() *Domain {
	name := strings.Split(r.in.path, "/")[3]
	return r.Client().Domain(address.Unescape(name))
}

// Fetch asks for the present state.
func (r *DomainRecord) Fetch(ctx context.Context) (*DomainRecord, error) { return Refetch(ctx, r) }

// FetchDomain asks for the domain that the record belongs to.
func (r *DomainRecord) FetchDomain(ctx context.Context) (*Domain, error) {
	return r.Domain().Fetch(ctx)
}

// Update changes the fields that are given, and only those.
func (r *DomainRecord) Update(ctx context.Context, fields Body) (*DomainRecord, error) {
	if kind := r.Type(); kind != "" {
		fields = fields.with(Body{})
		if _, given := fields["type"]; !given {
			fields["type"] = kind // the API wants it each time
		}
	}
	return change(ctx, r, "domains_patch_record", fields)
}

// Delete takes the record out of the domain.
func (r *DomainRecord) Delete(ctx context.Context) error {
	_, err := r.invoke(ctx, "domains_delete_record", nil)
	return err
}
