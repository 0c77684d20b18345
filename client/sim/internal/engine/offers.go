package engine

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"strings"

	"github.com/doapi-lua/doapi/client/internal/lazy"
)

//go:generate go run ./gen

//go:embed offers.json
var offersText []byte

// Offers is what can be bought: it is the same in each world and never changes.
type Offers struct {
	Regions []*RegionOffer
	Sizes   []*SizeOffer
	Images  []*imageOffer
}

type RegionOffer struct {
	Slug      string
	Name      string
	Features  []string
	Available bool

	Doc Raw // as the API shows it
}

type SizeOffer struct {
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

	Doc Raw
}

type imageOffer struct {
	Slug         string
	Name         string
	Distribution string
	MinDiskSize  int `json:"min_disk_size"`
}

var offeredOnce lazy.Value[*Offers]

// Offered decodes offers.json when it is first needed.
func Offered() *Offers {
	return offeredOnce.Get(func() *Offers {
		o := &Offers{}
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
			d := Object("slug", s.Slug, "memory", s.Memory, "vcpus", s.VCPUs, "disk", s.Disk,
				"transfer", Raw(s.Transfer), "price_monthly", Raw(s.PriceMonthly), "price_hourly", Raw(s.PriceHourly),
				"regions", open, "available", s.Available, "description", s.Description, "disk_info", Raw(s.DiskInfo))
			s.Doc = d.Raw()
		}
		for _, r := range o.Regions {
			has := sizes
			if !r.Available {
				has = []string{}
			}
			d := Object("name", r.Name, "slug", r.Slug, "features", r.Features, "available", r.Available, "sizes", has)
			r.Doc = d.Raw()
		}
		return o
	})
}

// Region finds a region by its slug; nil if there is none that is open.
func (o *Offers) Region(slug string) *RegionOffer {
	for _, r := range o.Regions {
		if r.Slug == slug && r.Available {
			return r
		}
	}
	return nil
}

// RegionLike finds a region by its slug or the beginning of it; "" is any.
func (o *Offers) RegionLike(prefix string) *RegionOffer {
	if r := o.Region(prefix); r != nil {
		return r
	}
	if prefix == "" {
		return o.Region(defaultRegion)
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

func (o *Offers) Size(slug string) *SizeOffer {
	for _, s := range o.Sizes {
		if s.Slug == slug {
			return s
		}
	}
	return nil
}

// OpenRegions lists the slugs of all regions that are open.
func (o *Offers) OpenRegions() []string {
	var slugs []string
	for _, r := range o.Regions {
		if r.Available {
			slugs = append(slugs, r.Slug)
		}
	}
	return slugs
}

// DescribedRegions lists the open regions that the description of images and
// volumes knows: it is behind in naming new ones.
func (o *Offers) DescribedRegions() []string {
	var slugs []string
	for _, slug := range o.OpenRegions() {
		if slug != "atl1" {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

// AddressLimit is how many reserved IPs the account may have.
const AddressLimit = 1000

// MaxVolumes is how many volumes a droplet may have.
const MaxVolumes = 15

// Refusals say which values there are, or which request lists them: who sent a wrong
// one has only the answer to go by.

// BadRegion refuses a region; it is what the API says of it.
func BadRegion(said string) error {
	return Unprocessable("%s (one of %s)", strings.TrimSuffix(said, "."), strings.Join(Offered().OpenRegions(), ", "))
}

// BadSize refuses a size of droplets or nodes; it is what the API says of it.
func BadSize(said string) error {
	return Unprocessable("%s (GET /v2/sizes lists them)", strings.TrimSuffix(said, "."))
}
