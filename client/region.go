package client

// Region is a place where the API's resources run.
type Region struct{ Object }

var regionClass = &Class{Name: "Region", Key: "region", ListKey: "regions", Path: "/v2/regions", IDField: "slug", list: "regions_list", make: maker[Region]()}

// FetchAllRegions walks through all regions.
func (c *Client) FetchAllRegions() *Pager[*Region] { return all[*Region](c.scopes[regionClass], nil) }

// Slug identifies the region, such as "nyc3".
func (r *Region) Slug() string { return r.Field("slug").Text() }

// Name is for people, such as "New York 3".
func (r *Region) Name() string { return r.Field("name").Text() }

// Available reports whether new droplets can be made there.
func (r *Region) Available() bool { return r.Field("available").Bool() }

// Features are what the region offers, such as "backups".
func (r *Region) Features() []string { return texts(r.Field("features")) }

// Sizes are the slugs of the sizes to be had there.
func (r *Region) Sizes() []string { return texts(r.Field("sizes")) }

// String is the slug.
func (r *Region) String() string { return r.Slug() }
