package sim

import (
	"fmt"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func TestImages(t *testing.T) {
	a := newAPI(t)
	res := a.get("/v2/images?per_page=200")
	same(t, "public images", res.str("meta", "total"), len(engine.Offered().Images))
	same(t, "all on one page", len(res.list("images")), len(engine.Offered().Images))
	same(t, "by slug", a.get("/v2/images/debian-13-x64").str("image", "name"), "13 x64")
	id := a.get("/v2/images/debian-13-x64").id("image")
	same(t, "by id", a.get(fmt.Sprintf("/v2/images/%d", id)).str("image", "slug"), "debian-13-x64")
	a.do(404, "GET", "/v2/images/nope", nil)
	a.do(404, "GET", "/v2/images/1", nil)
	for query, want := range map[string]int{
		"type=distribution": len(engine.Offered().Images), "type=application": 0, "private=true": 0, "tag_name=x": 0,
	} {
		same(t, query, a.get("/v2/images?"+query).str("meta", "total"), want)
	}
	a.refused("type must be one of distribution, application", "GET", "/v2/images?type=x", nil)
	for _, method := range []string{"PUT", "DELETE"} {
		a.refusedAs(403, "forbidden", "You do not have permission to perform this action.", method, "/v2/images/debian-13-x64", map[string]any{"name": "x"})
	}
	a.refused("You cannot transfer a public image.", "POST", "/v2/images/debian-13-x64/actions", map[string]any{"type": "transfer", "region": "ams3"})
}

func TestCustomImage(t *testing.T) {
	a := newAPI(t)
	body := map[string]any{"name": "mine", "url": "https://example.com/x.img", "region": "nyc3", "distribution": "Debian", "tags": []string{"i"}}
	res := a.do(202, "POST", "/v2/images", body)
	path := fmt.Sprintf("/v2/images/%d", res.id("image"))
	same(t, "status", res.str("image", "status"), "NEW")
	a.refused("You specified an invalid image for Droplet creation.", "POST", "/v2/droplets", with(plain, "image", res.id("image")))
	a.sleep(time.Minute)
	same(t, "status", a.get(path).str("image", "status"), "pending")
	a.sleep(5 * time.Minute)
	same(t, "status", a.get(path).str("image", "status"), "available")
	same(t, "private", a.get("/v2/images?private=true").str("meta", "total"), 1)
	same(t, "tagged", a.get("/v2/images?tag_name=i").str("meta", "total"), 1)
	same(t, "count", a.get("/v2/tags/i").at("tag", "resources", "images", "count"), 1)

	// It can be used where it is, and elsewhere after a transfer, which is a copy.
	a.create("image", res.id("image"))
	a.refused("The image you specified is not available in the selected region.", "POST", "/v2/droplets", with(plain, "image", res.id("image"), "region", "ams3"))
	a.refused("Image is already available in this region.", "POST", path+"/actions", map[string]any{"type": "transfer", "region": "nyc3"})
	a.refused("region is required", "POST", path+"/actions", map[string]any{"type": "transfer"})
	a.refused("You specified an invalid region for Image transfer.", "POST", path+"/actions", map[string]any{"type": "transfer", "region": "x"})
	done := a.act(path, map[string]any{"type": "transfer", "region": "ams3"})
	same(t, "resource", done.str("action", "resource_type"), "image")
	same(t, "regions", a.get(path).at("image", "regions"), "[nyc3 ams3]")
	same(t, "actions", a.get(path+"/actions").str("actions", 0, "type"), "transfer")
	a.get(fmt.Sprintf("%s/actions/%d", path, done.id("action")))
	a.create("image", fmt.Sprint(res.id("image")), "region", "ams3")

	upd := a.do(200, "PUT", path, map[string]any{"name": "yours", "description": "d"})
	same(t, "name", upd.str("image", "name"), "yours")
	same(t, "description", upd.str("image", "description"), "d")
	a.do(204, "DELETE", path, nil)
	a.do(404, "GET", path, nil)
	a.refused("Name can't be blank", "POST", "/v2/images", map[string]any{"url": "u", "region": "nyc3"})
}

func init() { tours = append(tours, tourTransfers) }

func TestTransfers(t *testing.T) { tourTransfers(newAPI(t)) }

// tourTransfers offers an image to other accounts.
func tourTransfers(a *api) {
	t := a.T
	image := fmt.Sprintf("/v2/images/%d", a.do(202, "POST", "/v2/images", map[string]any{"name": "gift", "url": "https://example.com/x.img", "region": "nyc3", "distribution": "Debian"}).id("image"))
	a.sleep(time.Hour)
	offer := func() map[string]any {
		t.Helper()
		made := a.do(201, "POST", image+"/account_transfer", map[string]any{"recipient_email": "other@example.com"})
		return map[string]any{"transfer_id": made.at("transfer_id"), "recipient_uuid": "00000000-0000-8000-8000-000000000001"}
	}
	a.do(422, "POST", image+"/account_transfer", map[string]any{})
	first := offer()
	a.do(409, "POST", image+"/account_transfer", map[string]any{"recipient_email": "other@example.com"})
	end := func(status int, how string, body map[string]any) {
		t.Helper()
		if how != "accept" {
			body = without(body, "recipient_uuid")
		}
		a.do(status, "POST", image+"/account_transfer/"+how, body)
	}
	end(204, "cancel", first)
	end(404, "cancel", first)
	end(204, "decline", offer())
	end(201, "accept", offer())
	a.do(404, "GET", image, nil)
	a.do(403, "POST", "/v2/images/debian-13-x64/account_transfer", map[string]any{"recipient_email": "other@example.com"})
}
