package do_test

import (
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

// What a name of an object means does not hang on what was read or written
// before.
func TestReadAgain(t *testing.T) {
	w := newWorldOf(t, []sim.Option{sim.Droplets(1)})
	w.run(t, `
local d = do.fetch_all_droplets():first()
local function same() return d.name, d.id, d.region, d.ip_address, d.fetch, d.kernel, d.active, d.region_slug, d.image.slug end
local function equal(a, b) for i = 1, 9 do assert(a[i] == b[i] and type(a[i]) == type(b[i]), i) end end
local first = {same()}
equal(first, {same()})
assert(rawequal(d.region, d.region) and rawequal(first[3], d.region))
for _ in pairs(d) do end
equal(first, {same()})
assert(type(d.snapshot) == "function" and type(d.fields.name) == "string")

-- a field that has a method's or a property's name is written, and not read
d.snapshot, d.ip_address, d.name, d.region, d.vcpus = 1, "x", "other", nil, nil
assert(type(d.snapshot) == "function" and d.fields.snapshot == 1)
assert(d.ip_address == first[4] and d.fields.ip_address == "x")
assert(d.name == "other" and d.fields.name == "other" and d.name == "other")
assert(d.region == nil and d.region == nil and d.region_slug == nil and d.vcpus == nil)
d.name, d.region = nil, "back"
assert(d.name == nil and d.name == nil and d.region == "back" and d.region == "back")

-- what is worked out of the fields follows what was written, however often it was read before
for i = 1, 100 do assert(d.active and not d.off and d.status == "active") end
d.status = "off"
for i = 1, 100 do assert(d.off and not d.active and d.status == "off") end
d.region = {slug = "ams3"}
assert(d.region_slug == "ams3" and d.region.slug == "ams3" and tostring(d):find('status="off"', 1, true))
d.hook = print
assert(d.hook == print and d.fields.hook == print and d ~= d:fetch())
`)
}

// last_response is right in every page, though the memory of pages is used
// again.
func TestLastResponse(t *testing.T) {
	w := newWorldOf(t, []sim.Option{sim.Droplets(1000)})
	w.run(t, `
do.per_page = 50
local n = 0
for d in do.fetch_all_droplets() do
  n = n + 1
  if n % 50 == 1 or n % 50 == 0 then
    local body = do.last_response.body
    assert(body:find('"id":' .. d.id .. ',', 1, true), n)
    assert(do.last_meta.total == 1000)
    assert(do.last_response.url:find("page=" .. math.ceil(n / 50)) or n <= 50, do.last_response.url)
  end
  if n % 100 == 50 then
    do.fetch_account()
    assert(do.last_response.body:find('"account"', 1, true))
  end
end
assert(n == 1000)
`)
}
