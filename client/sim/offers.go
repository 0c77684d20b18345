package sim

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

//go:generate go run ./gen

//go:embed offers.json
var offersText []byte

// offers is what can be bought: it is the same in each world and never changes.
type offers struct {
	Regions []*regionOffer
	Sizes   []*sizeOffer
	Images  []*imageOffer
}

type regionOffer struct {
	Slug      string
	Name      string
	Features  []string
	Available bool

	doc raw // as the API shows it
}

type sizeOffer struct {
	Slug         string
	Memory       int
	VCPUs        int
	Disk         int
	Transfer     json.Number
	PriceMonthly json.Number `json:"price_monthly"`
	PriceHourly  json.Number `json:"price_hourly"`
	Available    bool
	Description  string
	DiskInfo     json.RawMessage `json:"disk_info"`

	doc raw
}

type imageOffer struct {
	Slug         string
	Name         string
	Distribution string
	MinDiskSize  int `json:"min_disk_size"`
}

// offered decodes offers.json when it is first needed.
var offered = sync.OnceValue(func() *offers {
	o := &offers{}
	dec := json.NewDecoder(bytes.NewReader(offersText))
	dec.DisallowUnknownFields()
	if err := dec.Decode(o); err != nil {
		panic("sim: offers.json: " + err.Error()) // it is compiled in and tested
	}
	var open, sizes []string
	for _, r := range o.Regions {
		if r.Available {
			open = append(open, r.Slug)
		}
	}
	for _, s := range o.Sizes {
		sizes = append(sizes, s.Slug)
		d := object("slug", s.Slug, "memory", s.Memory, "vcpus", s.VCPUs, "disk", s.Disk,
			"transfer", raw(s.Transfer), "price_monthly", raw(s.PriceMonthly), "price_hourly", raw(s.PriceHourly),
			"regions", open, "available", s.Available, "description", s.Description, "disk_info", raw(s.DiskInfo))
		s.doc = d.raw()
	}
	for _, r := range o.Regions {
		has := sizes
		if !r.Available {
			has = []string{}
		}
		d := object("name", r.Name, "slug", r.Slug, "features", r.Features, "available", r.Available, "sizes", has)
		r.doc = d.raw()
	}
	return o
})

// region finds a region by its slug; nil if there is none that is open.
func (o *offers) region(slug string) *regionOffer {
	for _, r := range o.Regions {
		if r.Slug == slug && r.Available {
			return r
		}
	}
	return nil
}

// regionLike finds a region by its slug or the beginning of it; "" is any.
func (o *offers) regionLike(prefix string) *regionOffer {
	if r := o.region(prefix); r != nil {
		return r
	}
	if prefix == "" {
		return o.region(defaultRegion)
	}
	for _, r := range o.Regions {
		if r.Available && strings.HasPrefix(r.Slug, prefix) {
			return r
		}
	}
	return nil
}

// defaultRegion is where droplets go that say nothing.
const defaultRegion = "nyc3"

func (o *offers) size(slug string) *sizeOffer {
	for _, s := range o.Sizes {
		if s.Slug == slug {
			return s
		}
	}
	return nil
}

// openRegions lists the slugs of all regions that are open.
func (o *offers) openRegions() []string {
	var slugs []string
	for _, r := range o.Regions {
		if r.Available {
			slugs = append(slugs, r.Slug)
		}
	}
	return slugs
}

// describedRegions lists the open regions that the description of images and
// volumes knows: it is behind in naming new ones.
func (o *offers) describedRegions() []string {
	var slugs []string
	for _, slug := range o.openRegions() {
		if slug != "atl1" {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}
