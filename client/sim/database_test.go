package sim

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"testing"
	"time"
)

func TestDatabases(t *testing.T) { tourDatabases(newAPI(t)) }

func TestKafka(t *testing.T) { tourKafka(newAPI(t)) }

func tourDatabases(a *api) {
	t := a.T
	options := a.get("/v2/databases/options")
	same(t, "layouts", options.at("options", "pg", "layouts", 0, "num_nodes"), 1)
	body := map[string]any{"name": "main-db", "engine": "pg", "num_nodes": 1, "size": "db-s-1vcpu-1gb", "region": "nyc3", "tags": []string{"prod"}}
	a.refused("invalid region", "POST", "/v2/databases", with(body, "region", "moon"))
	a.refused("invalid size", "POST", "/v2/databases", with(body, "size", "huge"))
	a.refused("invalid node count: pg clusters have 1 2 3 nodes", "POST", "/v2/databases", with(body, "num_nodes", 7))
	a.refused("invalid cluster engine version: pg offers 14, 15, 16, 17", "POST", "/v2/databases", with(body, "version", "9"))
	res := a.do(201, "POST", "/v2/databases", body)
	path := "/v2/databases/" + res.str("database", "id")
	same(t, "status", res.str("database", "status"), "creating")
	same(t, "user", res.str("database", "users", 0, "name"), "doadmin")
	same(t, "db", res.at("database", "db_names", 0), "defaultdb")
	same(t, "password", res.str("database", "users", 0, "password"), res.str("database", "connection", "password"))
	a.refused("cluster name is not available", "POST", "/v2/databases", body)
	a.refused("cluster is not online: it is creating", "PUT", path+"/resize", map[string]any{"size": "db-s-2vcpu-4gb", "num_nodes": 2})
	a.sleep(10 * time.Minute)
	same(t, "status", a.get(path).str("database", "status"), "online")
	same(t, "tagged", a.get("/v2/databases?tag_name=prod").str("databases", 0, "name"), "main-db")
	same(t, "not tagged", a.get("/v2/databases?tag_name=test").at("databases"), "[]")

	user := a.do(201, "POST", path+"/users", map[string]any{"name": "app"})
	same(t, "role", user.str("user", "role"), "normal")
	a.do(409, "POST", path+"/users", map[string]any{"name": "app"})
	again := a.do(200, "POST", path+"/users/app/reset_auth", map[string]any{})
	if again.str("user", "password") == user.str("user", "password") {
		t.Error("the password stays")
	}
	a.get(path + "/users/app")
	a.do(201, "PUT", path+"/users/app", map[string]any{"settings": map[string]any{"pg_allow_replication": true}})
	same(t, "settings", a.get(path+"/users").at("users", 1, "settings", "pg_allow_replication"), true)
	a.refused("the user doadmin cannot be removed", "DELETE", path+"/users/doadmin", nil)
	a.do(201, "POST", path+"/dbs", map[string]any{"name": "shop"})
	a.refused("database nope does not exist", "POST", path+"/pools", map[string]any{"name": "p", "mode": "transaction", "size": 5, "db": "nope", "user": "app"})
	pool := a.do(201, "POST", path+"/pools", map[string]any{"name": "p", "mode": "transaction", "size": 5, "db": "shop", "user": "app"})
	same(t, "pool", pool.str("pool", "connection", "user"), "app")
	same(t, "users", len(a.get(path).at("database", "users").([]any)), 2)
	a.get(path + "/pools/p")
	a.do(204, "PUT", path+"/pools/p", map[string]any{"mode": "session", "size": 3, "db": "shop", "user": "app"})
	same(t, "mode", a.get(path+"/pools").str("pools", 0, "mode"), "session")
	a.get(path + "/dbs")
	a.get(path + "/dbs/shop")
	a.refused("pg clusters have no topics", "POST", path+"/topics", map[string]any{"name": "t"})

	droplet, did := a.create()
	rules := []map[string]any{{"type": "ip_addr", "value": "192.0.2.0/24"}, {"type": "droplet", "value": fmt.Sprint(did)}}
	a.refused(`invalid ip_addr "home"`, "PUT", path+"/firewall", map[string]any{"rules": []map[string]any{{"type": "ip_addr", "value": "home"}}})
	a.do(204, "PUT", path+"/firewall", map[string]any{"rules": rules})
	first := a.get(path + "/firewall")
	a.do(204, "PUT", path+"/firewall", map[string]any{"rules": rules})
	same(t, "rule", a.get(path+"/firewall").str("rules", 0, "uuid"), first.str("rules", 0, "uuid"))
	a.do(204, "DELETE", droplet, nil)
	same(t, "rules", len(a.get(path+"/firewall").at("rules").([]any)), 1)

	text, err := base64.StdEncoding.DecodeString(a.get(path+"/ca").str("ca", "certificate"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	if cert, err := x509.ParseCertificate(block.Bytes); err != nil || !cert.IsCA {
		t.Errorf("the certificate: %v", err)
	}

	a.do(202, "PUT", path+"/resize", map[string]any{"size": "db-s-2vcpu-4gb", "num_nodes": 2})
	same(t, "status", a.get(path).str("database", "status"), "resizing")
	a.sleep(10 * time.Minute)
	same(t, "size", a.get(path).str("database", "size"), "db-s-2vcpu-4gb")
	a.do(204, "PUT", path+"/maintenance", map[string]any{"day": "sunday", "hour": "04:00"})
	same(t, "hour", a.get(path).str("database", "maintenance_window", "hour"), "04:00:00")

	a.do(201, "POST", path+"/replicas", map[string]any{"name": "read", "size": "db-s-1vcpu-1gb"})
	a.sleep(10 * time.Minute)
	same(t, "replica", a.get(path+"/replicas/read").str("replica", "status"), "online")
	a.do(204, "PUT", path+"/replicas/read/promote", map[string]any{})
	same(t, "clusters", len(a.get("/v2/databases").at("databases").([]any)), 2)
	a.do(404, "GET", path+"/replicas/read", nil)

	a.do(404, "GET", path+"/online-migration", nil)
	m := a.do(200, "PUT", path+"/online-migration", map[string]any{"source": map[string]any{"host": "db.example.org", "port": 5432}})
	a.sleep(10 * time.Minute)
	same(t, "migration", a.get(path+"/online-migration").str("status"), "syncing")
	a.do(204, "DELETE", path+"/online-migration/"+m.str("id"), nil)

	a.sleep(3 * 24 * time.Hour)
	same(t, "backups", len(a.get(path+"/backups").at("backups").([]any)), 3)
	fork := a.do(201, "POST", "/v2/databases", with(with(body, "name", "copy"), "backup_restore", map[string]any{"database_name": "main-db"}))
	same(t, "forking", fork.str("database", "status"), "forking")
	same(t, "its databases", len(fork.at("database", "db_names").([]any)), 2)
	same(t, "event", a.get(path+"/events").str("events", 0, "event_type"), "cluster_master_promotion")
	a.do(202, "PUT", path+"/migrate", map[string]any{"region": "ams3"})
	a.sleep(10 * time.Minute)
	same(t, "region", a.get(path).str("database", "region"), "ams3")
	a.do(204, "PUT", path+"/install_update", nil)
	a.do(201, "POST", path+"/replicas", map[string]any{"name": "second", "size": "db-s-1vcpu-1gb"})
	a.get(path + "/replicas")
	a.do(204, "DELETE", path+"/replicas/second", nil)
	a.do(204, "DELETE", path+"/pools/p", nil)
	a.do(204, "DELETE", path+"/dbs/shop", nil)
	a.do(204, "DELETE", path+"/users/app", nil)
	a.do(204, "DELETE", path, nil)
	a.do(404, "GET", path+"/users", nil)
	old := a.do(201, "POST", "/v2/databases", with(with(body, "name", "old"), "version", "15"))
	a.sleep(10 * time.Minute)
	a.refused(`cannot upgrade to version "14": pg offers 14, 15, 16, 17`, "PUT", "/v2/databases/"+old.str("database", "id")+"/upgrade", map[string]any{"version": "14"})
	a.do(204, "PUT", "/v2/databases/"+old.str("database", "id")+"/upgrade", map[string]any{"version": "16"})
}

func tourKafka(a *api) {
	t := a.T
	res := a.do(201, "POST", "/v2/databases", map[string]any{"name": "events", "engine": "kafka", "num_nodes": 3, "size": "db-s-2vcpu-4gb", "region": "nyc3"})
	path := "/v2/databases/" + res.str("database", "id")
	topic := a.do(201, "POST", path+"/topics", map[string]any{"name": "orders", "partition_count": 3, "replication_factor": 2})
	same(t, "state", topic.str("topic", "state"), "configuring")
	a.sleep(10 * time.Minute)
	same(t, "state", a.get(path+"/topics/orders").str("topic", "state"), "active")
	a.do(201, "POST", path+"/schema-registry", map[string]any{"subject_name": "s", "schema_type": "JSON", "schema": "{}"})
	same(t, "version", a.get(path+"/schema-registry/s/versions/latest").str("version"), "1")
	a.do(404, "GET", path+"/schema-registry/s/versions/2", nil)
	same(t, "level", a.get(path+"/schema-registry/config/s").str("compatibility_level"), "BACKWARD")
	a.do(200, "PUT", path+"/schema-registry/config/s", map[string]any{"compatibility_level": "FULL"})
	same(t, "level", a.get(path+"/schema-registry/config/s").str("compatibility_level"), "FULL")
	a.get(path + "/schema-registry")
	a.get(path + "/schema-registry/s")
	a.do(204, "DELETE", path+"/schema-registry/s", nil)
	a.get(path + "/topics")
	a.do(200, "PUT", path+"/topics/orders", map[string]any{"replication_factor": 3})
	same(t, "replication", a.get(path+"/topics/orders").at("topic", "replication_factor"), 3)
	a.do(204, "DELETE", path+"/topics/orders", nil)
	search := a.do(201, "POST", "/v2/databases", map[string]any{"name": "indexed", "engine": "opensearch", "num_nodes": 1, "size": "db-s-2vcpu-4gb", "region": "nyc3"})
	same(t, "indexes", a.get("/v2/databases/"+search.str("database", "id")+"/indexes").at("indexes"), "[]")
}

func init() {
	tours = append(tours, tourDatabases, tourKafka)
	knownBodies["databases_create_cluster"] = func(s *sampler, full bool) map[string]any {
		body := map[string]any{"name": fmt.Sprint("db-", s.n), "engine": "pg", "num_nodes": 1, "size": "db-s-1vcpu-1gb", "region": "nyc3"}
		if full {
			body = with(body, "version", "16", "tags", []any{"a"}, "num_nodes", 2, "storage_size_mib", 30720)
		}
		return body
	}
	knownBodies["databases_add_user"] = func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("user", s.n)}
	}
	knownBodies["databases_add"] = func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("db", s.n)}
	}
	knownBodies["databases_add_connectionPool"] = func(s *sampler, full bool) map[string]any {
		return map[string]any{"name": fmt.Sprint("pool", s.n), "mode": "session", "size": 5, "db": "defaultdb", "user": "doadmin"}
	}
}

func init() { tours = append(tours, tourIndexes) }

func TestIndexes(t *testing.T) { tourIndexes(newAPI(t)) }

// tourIndexes puts an index where nobody can write one.
func tourIndexes(a *api) {
	t := a.T
	path := "/v2/databases/" + a.do(201, "POST", "/v2/databases", map[string]any{"name": "search", "engine": "opensearch", "num_nodes": 1, "size": "db-s-2vcpu-4gb", "region": "nyc3"}).str("database", "id")
	a.sleep(time.Hour)
	if err := a.server.Import(path+"/indexes/logs", []byte(`{"number_of_shards": 3}`)); err != nil {
		t.Fatal(err)
	}
	same(t, "shards", a.get(path+"/indexes").at("indexes", 0, "number_of_shards"), 3)
	a.do(204, "DELETE", path+"/indexes/logs", nil)
	a.do(404, "DELETE", path+"/indexes/logs", nil)
	same(t, "indexes", a.get(path+"/indexes").at("indexes"), "[]")
}
