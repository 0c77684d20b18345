package cli

import "github.com/doapi-lua/doapi/luabind/repl"

// columns are what tables of the resources show in the REPL, the most telling
// ones first: where there is no room the last ones are left out.
func columns(class string) []repl.Column {
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
