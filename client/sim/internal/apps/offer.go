package apps

import (
	"math"
	"net/http"
	"strconv"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// region is where apps run.
type region struct{ slug, label, flag, continent, center string }

var regions = []region{
	{"nyc", "New York", "usa", "North America", "nyc1"}, {"sfo", "San Francisco", "usa", "North America", "sfo3"}, {"atl", "Atlanta", "usa", "North America", "atl1"},
	{"tor", "Toronto", "canada", "North America", "tor1"}, {"ams", "Amsterdam", "netherlands", "Europe", "ams3"}, {"fra", "Frankfurt", "germany", "Europe", "fra1"},
	{"lon", "London", "uk", "Europe", "lon1"}, {"blr", "Bangalore", "india", "Asia", "blr1"}, {"sgp", "Singapore", "singapore", "Asia", "sgp1"},
	{"syd", "Sydney", "australia", "Australia", "syd1"},
}

func regionOf(slug string) *region {
	for i := range regions {
		if regions[i].slug == slug || regions[i].center == slug {
			return &regions[i]
		}
	}
	return nil
}

func (r *region) document() engine.Document {
	return engine.Object("slug", r.slug, "label", r.label, "flag", r.flag, "continent", r.continent, "data_centers", []string{r.center},
		"default", r.slug == "nyc")
}

func listRegions(*engine.World, *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	for i := range regions {
		d := regions[i].document()
		list = append(list, d.Raw())
	}
	return engine.Answer(http.StatusOK, "regions", list), nil
}

// size is an instance size, with the list price in USD a month of November
// 2026: https://www.digitalocean.com/pricing/app-platform.
type size struct {
	slug, name string
	shared     bool
	cpus       int
	mib        int
	monthly    float64
	scalable   bool
	gib        int // of traffic
}

var sizes = []size{
	{"apps-s-1vcpu-0.5gb", "Shared 1 vCPU, 0.5 GiB", true, 1, 512, 5, false, 50},
	{"apps-s-1vcpu-1gb-fixed", "Shared 1 vCPU, 1 GiB, fixed", true, 1, 1024, 10, false, 100},
	{"apps-s-1vcpu-1gb", "Shared 1 vCPU, 1 GiB", true, 1, 1024, 12, true, 150},
	{"apps-s-1vcpu-2gb", "Shared 1 vCPU, 2 GiB", true, 1, 2048, 25, true, 200},
	{"apps-s-2vcpu-4gb", "Shared 2 vCPU, 4 GiB", true, 2, 4096, 50, true, 250},
	{"apps-d-1vcpu-0.5gb", "Dedicated 1 vCPU, 0.5 GiB", false, 1, 512, 29, true, 100},
	{"apps-d-1vcpu-1gb", "Dedicated 1 vCPU, 1 GiB", false, 1, 1024, 34, true, 200},
	{"apps-d-1vcpu-2gb", "Dedicated 1 vCPU, 2 GiB", false, 1, 2048, 39, true, 300},
	{"apps-d-1vcpu-4gb", "Dedicated 1 vCPU, 4 GiB", false, 1, 4096, 49, true, 400},
	{"apps-d-2vcpu-4gb", "Dedicated 2 vCPU, 4 GiB", false, 2, 4096, 78, true, 500},
	{"apps-d-2vcpu-8gb", "Dedicated 2 vCPU, 8 GiB", false, 2, 8192, 98, true, 600},
	{"apps-d-4vcpu-8gb", "Dedicated 4 vCPU, 8 GiB", false, 4, 8192, 156, true, 700},
	{"apps-d-4vcpu-16gb", "Dedicated 4 vCPU, 16 GiB", false, 4, 16384, 196, true, 800},
	{"apps-d-8vcpu-32gb", "Dedicated 8 vCPU, 32 GiB", false, 8, 32768, 392, true, 900},
}

func sizeOf(slug string) *size {
	for i := range sizes {
		if sizes[i].slug == slug {
			return &sizes[i]
		}
	}
	return nil
}

func (s *size) document() engine.Document {
	kind, tier := "DEDICATED", "professional"
	if s.shared {
		kind = "SHARED"
		if !s.scalable {
			tier = "basic"
		}
	}
	return engine.Object("slug", s.slug, "name", s.name, "cpu_type", kind, "cpus", strconv.Itoa(s.cpus),
		"memory_bytes", strconv.Itoa(s.mib<<20), "usd_per_month", strconv.FormatFloat(s.monthly, 'f', 2, 64),
		"usd_per_second", strconv.FormatFloat(s.monthly/(28*24*3600), 'f', 12, 64), "tier_slug", tier,
		"scalable", s.scalable, "single_instance_only", !s.scalable, "bandwidth_allowance_gib", strconv.Itoa(s.gib))
}

func listSizes(*engine.World, *engine.Request) (*engine.Reply, error) {
	list := []engine.Raw{}
	for i := range sizes {
		d := sizes[i].document()
		list = append(list, d.Raw())
	}
	return engine.Answer(http.StatusOK, "instance_sizes", list), nil
}

func getSize(_ *engine.World, r *engine.Request) (*engine.Reply, error) {
	s := sizeOf(r.Last())
	if s == nil {
		return nil, engine.ErrNotFound
	}
	d := s.document()
	return engine.Answer(http.StatusOK, "instance_size", d.Raw()), nil
}

// costOf is what a spec costs a month. Static sites are free up to three.
func costOf(spec engine.Document) float64 {
	total := 0.0
	sites := 0
	for _, c := range componentsOf(spec) {
		switch c.kind {
		case "static_sites":
			if sites++; sites > 3 {
				total += 3
			}
		case "services", "workers", "jobs":
			s := sizeOf(c.size)
			if s == nil {
				s = &sizes[0]
			}
			total += s.monthly * float64(c.count)
		}
	}
	for _, raw := range engine.Elements(spec.Get("databases")) {
		if d, err := engine.ParseDocument(raw); err == nil && !d.Boolean("production") {
			total += 7
		}
	}
	return math.Round(total*100) / 100
}

func tierOf(spec engine.Document) string {
	tier := "starter"
	for _, c := range componentsOf(spec) {
		if c.kind == "static_sites" {
			continue
		}
		if tier == "starter" {
			tier = "basic"
		}
		if s := sizeOf(c.size); s != nil && s.scalable {
			tier = "professional"
		}
	}
	return tier
}

// propose says what a spec would be and cost, without making it.
func propose(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	spec := r.Body.Object("spec")
	self := r.Body.Str("app_id")
	if self != "" && w.Find(apps, self) == nil {
		return nil, engine.ErrNotFound
	}
	taken := named(w, spec.Str("name"))
	free := taken == nil || taken.ID == self
	name := spec.Str("name")
	if !free {
		spec.Set("name", name+"-2")
	}
	if err := checkSpec(w, spec, self); err != nil {
		return nil, err
	}
	spec.Set("name", name)
	static := true
	for _, c := range componentsOf(spec) {
		static = static && c.kind == "static_sites"
	}
	count := len(w.Table(apps).Where("tier_slug", "starter"))
	d := engine.Object("app_is_static", static, "app_name_available", free, "existing_static_apps", strconv.Itoa(count), "spec", r.Body.Get("spec"), "app_cost", costOf(spec))
	if !free {
		d.Set("app_name_suggestion", name+"-2")
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: d.Append(nil)}, nil
}
