package do

import (
	"context"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do/internal/operation"
)

// recordFields are the fields of a record beside type, name and data.
var recordFields = []luabind.Param{
	{Name: "priority", Type: orNull(luabind.IntegerType), Option: true, Doc: "of MX and SRV records"},
	{Name: "port", Type: orNull(luabind.IntegerType), Option: true, Doc: "of SRV records"},
	{Name: "weight", Type: orNull(luabind.IntegerType), Option: true, Doc: "of SRV records"},
	{Name: "ttl", Type: orNull(luabind.IntegerType), Option: true, Doc: "seconds that the answer may be kept"},
	{Name: "flags", Type: orNull(luabind.IntegerType), Option: true, Doc: "of CAA records"},
	{Name: "tag", Type: orNull(luabind.StringType), Option: true, Doc: "of CAA records"},
	extraParam,
}

var recordNames = []string{"type", "name", "data", "priority", "port", "weight", "ttl", "flags", "tag"}

// recordBody reads the fields of a record that are given.
func recordBody(c *luabind.Call, op string, names ...string) (client.Body, error) {
	body, err := operation.Body(c, op)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		v := c.Named(name)
		switch n, ok := v.AsInt(); {
		case v.IsNil():
		case isNull(c, v):
			body[name] = nil
		case ok && !v.IsString():
			body[name] = n
		default:
			body[name] = textOf(v)
		}
	}
	return body, nil
}

var recordData = &luabind.Type{Name: "a string or a FloatingIP", Lua: "string|FloatingIP", Literal: []string{"string"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	return operation.Text(c, v)
}}

func domainKind() *kind {
	return &kind{class: &luabind.Class{
		Doc: "A domain whose names the API serves.",
		Properties: []luabind.Property{
			property("record_url", "string", "Where its records live.", func(_ *luabind.Call, d *client.Domain) luabind.Value { return text(d.RecordURL()) }),
		},
		Methods: []luabind.Func{
			refetch[*client.Domain]("Domain"),
			remove("Destroys it and its records.", (*client.Domain).Delete),
			{Name: "fetch_record", Doc: "One of its records.", Result: "DomainRecord", Params: []luabind.Param{{Name: "obj", Type: recordID}}, Run: func(c *luabind.Call) error {
				o, id := this(c), idOf(c.Named("obj"))
				return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
					return o.r.(*client.Domain).FetchRecord(ctx, id)
				})
			}},
			{Name: "fetch_all_records", Doc: "Its records.", Result: "Iterator<DomainRecord>", Run: func(c *luabind.Call) error {
				return iterate(this(c).m, c, this(c).r.(*client.Domain).FetchAllRecords())
			}},
			{Name: "create_record", Doc: "Adds a record; what is not given is not sent.", Result: "DomainRecord", Op: "domains_create_record",
				Params: params([]luabind.Param{
					{Name: "type", Type: luabind.EnumType("A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT", "SOA")},
					{Name: "name", Type: orNull(luabind.StringType), Optional: true, Doc: "of the host, \"@\" for the domain itself"},
					{Name: "data", Type: orNull(recordData), Optional: true, Doc: "what the name stands for; names of hosts end with a dot, which what the API shows lacks"},
				}, recordFields),
				Run: runCreateRecord},
		},
	}}
}

func runCreateRecord(c *luabind.Call) error {
	o := this(c)
	body, err := recordBody(c, "domains_create_record", recordNames...)
	if err != nil {
		return err
	}
	kind := c.Named("type").Text()
	return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
		return o.r.(*client.Domain).CreateRecord(ctx, kind, "", "", body)
	})
}

func recordKind() *kind {
	return &kind{class: &luabind.Class{
		Doc: "A record of a domain.",
		Properties: []luabind.Property{
			{Name: "domain", Type: "Domain", Doc: "A handle of the domain that it belongs to.", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
				o := self.(*object)
				return o.m.resource(c, o.r.(*client.DomainRecord).Domain()), nil
			}},
		},
		Methods: []luabind.Func{
			refetch[*client.DomainRecord]("DomainRecord"),
			{Name: "fetch_domain", Doc: "The domain that it belongs to.", Result: "Domain", Run: func(c *luabind.Call) error {
				o := this(c)
				return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
					return o.r.(*client.DomainRecord).FetchDomain(ctx)
				})
			}},
			updateRecord("update_record"), updateRecord("update"),
			remove("Takes it out of the domain.", (*client.DomainRecord).Delete),
		},
	}}
}

func domainClientMethods() []luabind.Func {
	return []luabind.Func{
		fetchMethod("fetch_domain", "Asks for a domain by its name.", "Domain", domainName, func(ctx context.Context, cl *client.Client, v luabind.Value) (client.Resource, error) {
			return cl.FetchDomain(ctx, textOf(v))
		}),
		listMethod("fetch_all_domains", "The account's domains.", "Domain", func(_ *luabind.Call, cl *client.Client) *client.Pager[*client.Domain] {
			return cl.FetchAllDomains()
		}),
		{Name: "create_domain", Doc: "Makes a domain, with a first A record if an address is given.", Result: "Domain", Op: "domains_create",
			Params: []luabind.Param{{Name: "name", Type: nameType}, {Name: "ip_address", Type: floatingIP, Optional: true}, extraParam},
			Run: func(c *luabind.Call) error {
				name, address := c.Named("name").Text(), addressText(c.Named("ip_address"))
				more, err := operation.Body(c, "domains_create")
				if err != nil {
					return err
				}
				return managerOf(c).one(c, func(ctx context.Context, cl *client.Client) (client.Resource, error) {
					return cl.CreateDomain(ctx, name, address, more)
				})
			}},
	}
}

// updateRecord is the method that changes a record, by its own name and by the one
// that all objects have.
func updateRecord(name string) luabind.Func {
	return luabind.Func{Name: name, Doc: "Changes the fields that are given, and returns its new state.", Result: "DomainRecord", Op: "domains_patch_record",
		Params: params([]luabind.Param{
			{Name: "type", Type: luabind.StringType, Option: true},
			{Name: "name", Type: luabind.StringType, Option: true},
			{Name: "data", Type: orNull(recordData), Option: true},
		}, recordFields),
		Run: func(c *luabind.Call) error {
			o := this(c)
			body, err := recordBody(c, "domains_patch_record", recordNames...)
			if err != nil {
				return err
			}
			if len(body) == 0 {
				return luabind.TypeErrorf("%s: give at least one field to change, such as data=\"...\"", name)
			}
			return o.m.one(c, func(ctx context.Context, _ *client.Client) (client.Resource, error) {
				return o.r.(*client.DomainRecord).Update(ctx, body)
			})
		}}
}
