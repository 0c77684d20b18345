// Package view has what the resources and answers of the API look like on a
// screen: which columns, in which order and format.
package view

import (
	"context"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/repl"
)

// Columns are what tables of a class's resources show in the REPL, the most
// telling ones first: where there is no room the last ones are left out.
func Columns(class string) []repl.Column {
	switch class {
	case "Droplet":
		return append(named("id", "name", "status"),
			repl.Column{Title: "ADDRESS", Path: "ip_address"}, repl.Column{Title: "REGION", Path: "region.slug"},
			repl.Column{Title: "SIZE", Path: "size_slug"}, repl.Column{Path: "tags"})
	case "Action":
		return append(named("id", "type", "status"),
			repl.Column{Title: "OF", Path: "resource_type"}, repl.Column{Title: "RESOURCE", Path: "resource_id"},
			repl.Column{Title: "REGION", Path: "region_slug"}, repl.Column{Title: "STARTED", Path: "started_at"})
	case "Image":
		return append(named("id", "slug", "name", "distribution", "type"),
			repl.Column{Title: "MIN DISK", Path: "min_disk_size"}, repl.Column{Title: "CREATED", Path: "created_at"})
	case "Region":
		return named("slug", "name", "available", "features")
	case "Size":
		return append(named("slug", "vcpus", "memory", "disk", "transfer"),
			repl.Column{Title: "A MONTH", Path: "price_monthly"}, repl.Column{Title: "AN HOUR", Path: "price_hourly"}, repl.Column{Path: "available"})
	case "SSHKey":
		return named("id", "name", "fingerprint")
	case "Domain":
		return named("name", "ttl")
	case "DomainRecord":
		return named("id", "type", "name", "data", "priority", "port", "weight", "ttl")
	case "FloatingIP":
		return []repl.Column{{Path: "ip"}, {Title: "REGION", Path: "region.slug"}, {Title: "DROPLET", Path: "droplet.name"}, {Path: "locked"}}
	case "Tag":
		return []repl.Column{{Path: "name"}, {Title: "USED BY", Path: "resources.count"}}
	}
	return nil
}

func named(paths ...string) []repl.Column {
	columns := make([]repl.Column, len(paths))
	for i, p := range paths {
		columns[i].Path = p
	}
	return columns
}

// Formats are what answers can be printed in.
var Formats = []string{"json", "table", "csv", "yaml"}

// formatChunk prints what a piece of JSON says in another way: lists, and lists
// that are all that an answer holds, as rows; the columns are the fields, the
// most telling ones first. What has a slug or a name is told by that, a list of
// plain values by those; other tables are JSON in CSV, and no column of a table.
const formatChunk = `
return function(text, format, width)
  local json = require "doapi.json"
  local value = json.decode(text)
  if format == "yaml" then return (require "doapi.yaml").encode(value) end
  local rows = value
  if type(value) ~= "table" then return tostring(value) .. "\n" end
  if value[1] == nil then
    local lists, objects, others = {}, {}, 0
    for name, v in pairs(value) do
      if name ~= "links" and name ~= "meta" then
        if type(v) == "table" and (v[1] ~= nil or next(v) == nil) then lists[#lists + 1] = v
        elseif type(v) == "table" then objects[#objects + 1] = v
        else others = others + 1 end
      end
    end
    if #lists == 1 and #objects == 0 and others == 0 then rows = lists[1]
    elseif #objects == 1 and #lists == 0 and others == 0 then rows = {objects[1]}
    elseif next(value) == nil then rows = {}
    else rows = {value} end
  end
  local first = {}
  for i, name in ipairs{"id", "uuid", "name", "slug", "ip", "status", "type", "size_slug", "region", "image", "description"} do first[name] = i end
  local function cell(v)
    if type(v) ~= "table" then return v end
    if type(v.slug) == "string" then return v.slug end
    if type(v.name) == "string" then return v.name end
    local parts = {}
    for i, w in ipairs(v) do
      if type(w) == "table" then parts = nil break end
      parts[i] = tostring(w)
    end
    if parts and (#parts > 0 or next(v) == nil) then return table.concat(parts, ",") end
    if format == "csv" then return json.encode(v) end
  end
  local widths, names, nested, plain = {}, {}, {}, {}
  for i, row in ipairs(rows) do
    if type(row) ~= "table" then row = {value = row} end
    plain[i] = {}
    for name, v in pairs(row) do
      local shown = cell(v)
      plain[i][name] = shown
      if shown == nil then
        nested[name] = true
      elseif type(v) == "table" and next(v) == nil then -- which may be anything's
        plain[i][name] = nil
      elseif v ~= json.null or widths[name] then
        if not widths[name] then names[#names + 1] = name widths[name] = #name end
        widths[name] = math.max(widths[name], #tostring(shown))
      end
    end
  end
  rows = plain
  table.sort(names, function(a, b)
    local x, y = first[a] or 99, first[b] or 99
    if x ~= y then return x < y end
    return a < b
  end)
  local left, inner = {}, {}
  for name in pairs(nested) do if not widths[name] then inner[#inner + 1] = name end end
  table.sort(inner)
  if format == "table" and width > 0 then
    local used, kept = 0, {}
    for _, name in ipairs(names) do
      if used + widths[name] <= width or #kept == 0 then
        kept[#kept + 1] = name
        used = used + widths[name] + 2
      else
        left[#left + 1] = name
      end
    end
    names = kept
  end
  local out = (require "doapi.table_view").format(rows, {columns = names, format = format})
  if #inner > 0 and width > 0 then out = out .. "left out, as they hold more than a cell shows: " .. table.concat(inner, ", ") .. "\n" end
  if #left > 0 then out = out .. "left out for lack of room: " .. table.concat(left, ", ") .. "\n" end
  return out
end`

// Write prints JSON in a format, by a host that has the standard modules. A table
// is at most so many columns wide, if that is not 0.
func Write(ctx context.Context, host *luabind.Host, text []byte, format string, width int) error {
	return host.EvalTo(ctx, "format", formatChunk, func(c *luabind.Call, values []luabind.Value) error {
		out, err := c.Call(values[0], luabind.String(string(text)), luabind.String(format), luabind.Number(float64(width)))
		if err != nil {
			return err
		}
		return c.Write([]byte(out[0].String()))
	})
}
