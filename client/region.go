package client

// Region is a place where the API's resources run.
type Region struct{ Object }

var regionClass = &ResourceClass{Name: "Region", Key: "region", ListKey: "regions", Path: "/v2/regions", IDField: "slug", list: "regions_list", make: newResource[Region]}

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

// Size is what a droplet may be made of.
type Size struct{ Object }

var sizeClass = &ResourceClass{Name: "Size", Key: "size", ListKey: "sizes", Path: "/v2/sizes", IDField: "slug", list: "sizes_list", make: newResource[Size]}

// FetchAllSizes walks through all sizes.
func (c *Client) FetchAllSizes() *Pager[*Size] { return all[*Size](c.scopes[sizeClass], nil) }

// Slug identifies the size, such as "s-1vcpu-1gb".
func (s *Size) Slug() string { return s.Field("slug").Text() }

// Available reports whether new droplets can have the size.
func (s *Size) Available() bool { return s.Field("available").Bool() }

// Description is the family that the size belongs to.
func (s *Size) Description() string { return s.Field("description").Text() }

// Memory is in MB.
func (s *Size) Memory() int64 { return s.Field("memory").Int() }

// VCPUs is the number of virtual processors.
func (s *Size) VCPUs() int64 { return s.Field("vcpus").Int() }

// Disk is in GB.
func (s *Size) Disk() int64 { return s.Field("disk").Int() }

// Transfer is what a month's price includes, in TB.
func (s *Size) Transfer() float64 { return s.Field("transfer").Float() }

// PriceMonthly is in US dollars.
func (s *Size) PriceMonthly() float64 { return s.Field("price_monthly").Float() }

// PriceHourly is in US dollars.
func (s *Size) PriceHourly() float64 { return s.Field("price_hourly").Float() }

// Regions are the slugs of the regions where the size can be had.
func (s *Size) Regions() []string { return texts(s.Field("regions")) }

// String is the slug.
func (s *Size) String() string { return s.Slug() }
