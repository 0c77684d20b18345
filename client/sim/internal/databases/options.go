package databases

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// engineOffer is an engine that clusters can have. The versions are those that
// the documentation of the products named in November 2026; the sizes stand for
// the many that there are.
type engineOffer struct {
	slug     string
	versions []string // the newest last
	port     int
	scheme   string
	user     string
	db       string
	nodes    []int
}

var engines = []engineOffer{
	{"pg", []string{"14", "15", "16", "17"}, 25060, "postgresql", "doadmin", "defaultdb", []int{1, 2, 3}},
	{"mysql", []string{"8"}, 25060, "mysql", "doadmin", "defaultdb", []int{1, 2, 3}},
	{"redis", []string{"7"}, 25061, "rediss", "default", "", []int{1, 2}},
	{"valkey", []string{"8"}, 25061, "rediss", "default", "", []int{1, 2}},
	{"mongodb", []string{"6.0", "7.0", "8.0"}, 27017, "mongodb+srv", "doadmin", "admin", []int{1, 3}},
	{"kafka", []string{"3.8"}, 25073, "kafka", "doadmin", "", []int{3, 6, 9, 15}},
	{"opensearch", []string{"1", "2"}, 25060, "https", "doadmin", "", []int{1, 3, 6, 9, 15}},
	{"advanced_pg", []string{"17"}, 25060, "postgresql", "doadmin", "defaultdb", []int{1, 2, 3}},
	{"advanced_mysql", []string{"8"}, 25060, "mysql", "doadmin", "defaultdb", []int{1, 2, 3}},
}

var sizes = []string{
	"db-s-1vcpu-1gb", "db-s-1vcpu-2gb", "db-s-2vcpu-4gb", "db-s-4vcpu-8gb", "db-s-6vcpu-16gb", "db-s-8vcpu-32gb",
	"gd-2vcpu-8gb", "gd-4vcpu-16gb", "gd-8vcpu-32gb", "so1_5-2vcpu-16gb", "so1_5-4vcpu-32gb",
}

func engineOf(slug string) *engineOffer {
	for i := range engines {
		if engines[i].slug == slug {
			return &engines[i]
		}
	}
	return nil
}

func engineSlugs() []string {
	var slugs []string
	for i := range engines {
		slugs = append(slugs, engines[i].slug)
	}
	return slugs
}

func (e *engineOffer) latest() string { return e.versions[len(e.versions)-1] }

func listOptions(*engine.World, *engine.Request) (*engine.Reply, error) {
	var options, availability engine.Document
	for _, e := range engines {
		layouts := []engine.Raw{}
		for _, n := range e.nodes {
			d := engine.Object("num_nodes", n, "sizes", sizes)
			layouts = append(layouts, d.Raw())
		}
		d := engine.Object("regions", engine.Offered().OpenRegions(), "versions", e.versions, "layouts", layouts)
		options.Put(e.slug, d.Raw())
		lives := []engine.Raw{}
		for _, v := range e.versions {
			d := engine.Object("end_of_life", engine.Null, "end_of_availability", engine.Null, "version", v)
			lives = append(lives, d.Raw())
		}
		availability.Set(e.slug, lives)
	}
	return engine.Answer(http.StatusOK, "options", options.Raw(), "version_availability", availability.Raw()), nil
}
