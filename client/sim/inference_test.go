package sim

import (
	"encoding/pem"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/catalog"
)

func init() { tours = append(tours, tourInference) }

func TestInference(t *testing.T) { tourInference(newAPI(t)) }

func tourInference(a *api) {
	t := a.T
	s := newSampler(a)
	same(t, "currency", a.get("/v2/dedicated-inferences/sizes").str("sizes", 0, "currency"), "USD")
	a.get("/v2/dedicated-inferences/gpu-model-config")

	kinds := areas().Kinds
	for _, table := range slices.Sorted(maps.Keys(kinds)) {
		switch k := kinds[table]; k.Path {
		case "/v2/dedicated-inferences":
			_, item, id := s.make(catalog.CollectionAt(k.Path), true)
			path := "/v2/dedicated-inferences/" + id + "/accelerators"
			list := a.get(path)
			same(t, "other", a.get(path+"?slug=none").at("accelerators"), "[]")
			if len(list.list("accelerators")) == 0 {
				t.Fatalf("%v has no accelerators", item)
			}
			if block, _ := pem.Decode([]byte(a.get("/v2/dedicated-inferences/" + id + "/ca").str("cert"))); block == nil {
				t.Error("the certificate is none")
			}
			one := list.str("accelerators", 0, "id")
			same(t, "accelerator", a.get(path+"/"+one).str("id"), one)
		case "/v2/vector-databases":
			path := "/v2/vector-databases/" + s.some(table)
			same(t, "token", a.get(path+"/credentials").str("api_token"), a.get(path+"/credentials").str("api_token"))
			a.sleep(3 * 24 * time.Hour)
			one := path + "/backups/" + a.get(path+"/backups").str("backups", 0, "backup_id")
			a.do(404, "GET", one+"/restore", nil)
			same(t, "started", a.do(200, "POST", one+"/restore", map[string]any{}).str("status"), "STARTED")
			a.sleep(time.Hour)
			same(t, "restored", a.get(one+"/restore").str("status"), "SUCCESS")
		}
	}
}
