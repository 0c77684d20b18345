package faults

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
)

// maker makes in a world what a creating operation needs.
type maker struct {
	t *testing.T
	w *world
	c *client.Client
}

// object makes something, waits until it is ready, and returns what identifies
// it.
func (m *maker) object(id string, args client.Args) string {
	m.t.Helper()
	op := catalog.ByID(id)
	whole := argsOf(op)
	for name, v := range args {
		whole[name] = v
	}
	answer, err := m.c.Call(context.Background(), op, whole)
	if err != nil || answer.Object() == nil {
		m.t.Fatalf("%s: %v", id, err)
	}
	m.w.pass(m.t, 30*time.Minute)
	if id := answer.Object().Base().Identity(); id != "" {
		return id
	}
	return answer.Value().Get(op.Response.Props[0].Name, "id").Text() // one of several values in the answer
}

func (m *maker) droplet() int64 {
	m.t.Helper()
	id := m.object("droplets_create", client.Args{"name": "base", "image": "ubuntu-24-04-x64", "size": "s-1vcpu-1gb", "region": "nyc3"})
	return must[int64](m.t)(strconv.ParseInt(id, 10, 64))
}

func (m *maker) vpc(n int) string {
	return m.object("vpcs_create", client.Args{"name": fmt.Sprint("net-", n), "region": "nyc3", "ip_range": fmt.Sprintf("10.%d.0.0/16", 20+n)})
}

// recipes are the arguments of operations for which the schema does not tell
// enough: place is what the path names, args are the others.
var recipes = map[string]func(m *maker) (place, args client.Args){
	"addons_create": func(*maker) (client.Args, client.Args) {
		return nil, client.Args{"metadata": []any{map[string]any{"name": "x", "value": "y"}}}
	},
	"autoscalepools_create": func(m *maker) (client.Args, client.Args) {
		key := m.object("sshKeys_create", nil)
		return nil, client.Args{"droplet_template": map[string]any{"image": "ubuntu-24-04-x64", "region": "nyc3", "size": "s-1vcpu-1gb", "ssh_keys": []any{key}}}
	},
	"cdn_create_endpoint": func(*maker) (client.Args, client.Args) {
		return nil, client.Args{"origin": "web-1.nyc3.digitaloceanspaces.com"}
	},
	"databases_add_connectionPool": func(m *maker) (client.Args, client.Args) {
		return client.Args{"database_cluster_uuid": m.object("databases_create_cluster", nil)}, client.Args{"mode": "transaction", "db": "defaultdb", "user": "doadmin"}
	},
	"databases_create_kafka_schema": func(m *maker) (client.Args, client.Args) {
		return client.Args{"database_cluster_uuid": m.kafka()}, client.Args{"schema": `{"type":"string"}`}
	},
	"databases_create_kafka_topic": func(m *maker) (client.Args, client.Args) {
		return client.Args{"database_cluster_uuid": m.kafka()}, nil
	},
	"dedicatedInferences_create_tokens": func(m *maker) (client.Args, client.Args) {
		return client.Args{"dedicated_inference_id": m.object("dedicatedInferences_create", nil)}, nil
	},
	"domains_create": func(*maker) (client.Args, client.Args) { return nil, client.Args{"name": "example.com"} },
	"domains_create_record": func(m *maker) (client.Args, client.Args) {
		return client.Args{"domain_name": m.object("domains_create", client.Args{"name": "example.com"})}, client.Args{"type": "A", "name": "www", "data": "192.0.2.1"}
	},
	"firewalls_create": func(*maker) (client.Args, client.Args) {
		return nil, client.Args{"inbound_rules": []any{map[string]any{"protocol": "tcp", "ports": "22", "sources": map[string]any{"addresses": []any{"0.0.0.0/0"}}}}}
	},
	"floatingIPs_create": func(m *maker) (client.Args, client.Args) {
		return nil, client.Args{"droplet_id": m.droplet(), "region": nil}
	},
	"reservedIPs_create": func(m *maker) (client.Args, client.Args) {
		return nil, client.Args{"droplet_id": m.droplet(), "region": nil}
	},
	"floatingIPsAction_post": func(m *maker) (client.Args, client.Args) {
		ip := m.object("floatingIPs_create", client.Args{"region": "nyc3", "droplet_id": nil})
		return client.Args{"floating_ip": ip}, client.Args{"type": "assign", "droplet_id": m.droplet()}
	},
	"reservedIPsActions_post": func(m *maker) (client.Args, client.Args) {
		ip := m.object("reservedIPs_create", client.Args{"region": "nyc3", "droplet_id": nil})
		return client.Args{"reserved_ip": ip}, client.Args{"type": "assign", "droplet_id": m.droplet()}
	},
	"imageActions_post": func(m *maker) (client.Args, client.Args) {
		return client.Args{"image_id": m.object("images_create_custom", nil)}, client.Args{"type": "transfer", "region": "ams3"}
	},
	"kubernetes_create_cluster": func(*maker) (client.Args, client.Args) { return nil, cluster() },
	"kubernetes_add_nodePool": func(m *maker) (client.Args, client.Args) {
		return client.Args{"cluster_id": m.object("kubernetes_create_cluster", cluster())}, client.Args{"name": "more"}
	},
	"loadBalancers_create": func(*maker) (client.Args, client.Args) { return nil, client.Args{"name": "front"} },
	"monitoring_create_alertPolicy": func(*maker) (client.Args, client.Args) {
		return nil, client.Args{"alerts": map[string]any{"email": []any{"ops@example.com"}, "slack": []any{}}, "entities": []any{}}
	},
	"nfs_create": func(m *maker) (client.Args, client.Args) {
		return nil, client.Args{"size_gib": 50, "vpc_ids": []any{m.vpc(1)}}
	},
	"nfs_create_access_point": func(m *maker) (client.Args, client.Args) {
		vpc := m.vpc(1)
		share := m.object("nfs_create", client.Args{"size_gib": 50, "vpc_ids": []any{vpc}})
		return client.Args{"share_id": share}, client.Args{"name": "point", "path": "/data", "vpc_id": vpc}
	},
	"partnerAttachments_create": func(m *maker) (client.Args, client.Args) {
		return nil, client.Args{"region": "nyc", "vpc_ids": []any{m.vpc(1)}}
	},
	"registries_create": func(*maker) (client.Args, client.Args) {
		return nil, client.Args{"subscription_tier_slug": "professional"}
	},
	"uptime_create_alert": func(m *maker) (client.Args, client.Args) {
		return client.Args{"check_id": m.object("uptime_create_check", nil)}, client.Args{"type": "down", "notifications": map[string]any{"email": []any{}, "slack": []any{}}}
	},
	"volumeActions_post_byId": func(m *maker) (client.Args, client.Args) {
		return client.Args{"volume_id": m.object("volumes_create", nil)}, client.Args{"type": "attach", "droplet_id": m.droplet(), "region": "nyc3"}
	},
	"vpcPeerings_create": func(m *maker) (client.Args, client.Args) {
		return nil, client.Args{"vpc_ids": []any{m.vpc(1), m.vpc(2)}}
	},
	"vpcs_create_peerings": func(m *maker) (client.Args, client.Args) {
		vpc := m.vpc(1)
		return client.Args{"vpc_id": vpc}, client.Args{"path": client.Args{"vpc_id": vpc}, "body": client.Args{"name": "peers", "vpc_id": m.vpc(2)}, "vpc_id": nil, "name": nil}
	},
	"vpcnatgateways_create": func(m *maker) (client.Args, client.Args) {
		return nil, client.Args{"vpcs": []any{map[string]any{"vpc_uuid": m.vpc(1), "default_gateway": true}}}
	},
	"projects_assign_resources": func(m *maker) (client.Args, client.Args) {
		return client.Args{"project_id": m.object("projects_create", nil)}, client.Args{"resources": []any{fmt.Sprint("do:droplet:", m.droplet())}}
	},
}

// notSpoiled are creating operations that do not meet the spoilings, with the
// reason.
var notSpoiled = map[string]string{
	"projects_assign_resources_default": "what is made is in the default project from the first: it adds nothing there",
}

func cluster() client.Args {
	return client.Args{"version": "latest"}
}

func (m *maker) kafka() string {
	return m.object("databases_create_cluster", client.Args{"engine": "kafka", "num_nodes": 3, "size": "db-s-2vcpu-2gb"})
}

// argsFor makes what an operation needs in a world, and gives all its arguments;
// place are those of them that name where.
func argsFor(t *testing.T, w *world, op *catalog.Operation) (place, args client.Args) {
	t.Helper()
	args = argsOf(op)
	recipe := recipes[op.ID]
	if recipe == nil {
		recipe = func(m *maker) (client.Args, client.Args) {
			create, argument := parentOf(op)
			if argument == "" {
				return nil, nil
			}
			if create == nil {
				t.Fatalf("%s: nothing makes its %s", op.ID, argument)
			}
			return client.Args{argument: m.object(create.ID, nil)}, nil
		}
	}
	place, more := recipe(&maker{t, w, w.client(t, client.WithExactlyOnce(client.OnceOff))})
	for _, from := range []client.Args{place, more} {
		for name, v := range from {
			if v == nil {
				delete(args, name)
			} else {
				args[name] = v
			}
		}
	}
	return place, args
}
