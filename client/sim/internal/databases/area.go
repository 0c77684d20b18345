// Package databases simulates managed database clusters and what is in them.
package databases

import (
	"net/http"
	"strings"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// The tables. What is in a cluster has the cluster's id in "_of" and before its
// own name in its key.
const (
	clusters = "databases"
	users    = "database_users"
	dbs      = "database_dbs"
	pools    = "database_pools"
	replicas = "database_replicas"
	topics   = "database_topics"
	schemas  = "database_schemas"
	events   = "database_events"
)

// Area is database clusters, their users, databases, pools, replicas, topics,
// schemas, firewalls, backups, events and migrations.
func Area() engine.Area {
	return engine.Area{
		Steps: map[string]engine.Step{"databases.change": changed, "databases.migrate": migrated},
		Kinds: []*engine.Kind{
			{Path: "/v2/databases", Table: clusters, Create: createCluster, Created: made, Show: showCluster, Filter: byTag, FilterFields: []string{"tags"}},
			{Path: "/v2/databases/{database_cluster_uuid}/users", Table: users, Create: createUser, Delete: keepPrimary, Created: made},
			{Path: "/v2/databases/{database_cluster_uuid}/dbs", Table: dbs, Create: createDB, Created: made},
			{Path: "/v2/databases/{database_cluster_uuid}/pools", Table: pools, Create: createPool, Created: made},
			{Path: "/v2/databases/{database_cluster_uuid}/replicas", Table: replicas, Create: createReplica},
			{Path: "/v2/databases/{database_cluster_uuid}/topics", Table: topics, Create: createTopic},
			{Path: "/v2/databases/{database_cluster_uuid}/schema-registry", Table: schemas, Create: createSchema, Created: made},
		},
		Ops: map[string]engine.Handler{
			"databases_list_options":             listOptions,
			"databases_get_ca":                   getCA,
			"databases_list_backups":             listBackups,
			"databases_list_events_logs":         listEvents,
			"databases_list_firewall_rules":      listRules,
			"databases_update_firewall_rules":    updateRules,
			"databases_reset_auth":               resetAuth,
			"databases_update_clusterSize":       resize,
			"databases_update_region":            migrate,
			"databases_update_major_version":     upgrade,
			"databases_install_update":           installUpdate,
			"databases_update_maintenanceWindow": updateMaintenance,
			"databases_promote_replica":          promote,

			"databases_update_onlineMigration": startMigration,
			"databases_get_migrationStatus":    getMigration,
			"databases_delete_onlineMigration": stopMigration,

			"databases_list_opeasearch_indexes":            listIndexes,
			"databases_delete_opensearch_index":            deleteIndex,
			"databases_get_kafka_schema_version":           getSchemaVersion,
			"databases_get_kafka_schema_subject_config":    subjectConfig,
			"databases_update_kafka_schema_subject_config": subjectConfig,
		},
		Imports: imports,
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
				for _, name := range []string{clusters, users, dbs, pools, replicas, topics, schemas, events, indexes} {
					w.Table(name)
				}
			}},
			{Event: engine.Created, Table: clusters, Do: complete},
			{Event: engine.Deleted, Table: "droplets", Do: func(w *engine.World, rec *engine.Record) { forget(w, "droplet", rec.ID) }},
			{Event: engine.Deleted, Table: "kubernetes_clusters", Do: func(w *engine.World, rec *engine.Record) { forget(w, "k8s", rec.ID) }},
			{Event: engine.Deleted, Table: "apps", Do: func(w *engine.World, rec *engine.Record) { forget(w, "app", rec.ID) }},
		},
	}
}

// made leaves an item as it was made: it has no states.
func made(*engine.World, *engine.Request, *engine.Record) {}

func byTag(_ *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
	tag := r.Query.Get("tag_name")
	if tag == "" {
		return "", nil, nil
	}
	return "databases " + tag, engine.TagTest(tag), nil
}

// cluster finds the cluster in the request's path.
func cluster(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return w.Existing(w.Table(clusters), r.Param("database_cluster_uuid"))
}

// ready is cluster for what needs one that does nothing else.
func ready(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec, err := cluster(w, r)
	if err == nil && rec.Str("status") != "online" {
		return nil, engine.Unprocessable("cluster is not online: it is %s", rec.Str("status"))
	}
	return rec, err
}

// item finds what has a name in a cluster.
func item(w *engine.World, table string, of *engine.Record, name string) (*engine.Record, error) {
	return w.Existing(w.Table(table), of.ID+"/"+name)
}

// event notes what happened to a cluster.
func event(w *engine.World, rec *engine.Record, kind string) {
	id := w.UUID()
	w.Add(events, id, engine.Object("id", id, "cluster_name", rec.Str("name"), "event_type", kind, "create_time", w.Now, "_of", rec.ID))
}

func done(r *engine.Request) (*engine.Reply, error) {
	status := http.StatusNoContent
	if len(r.Op.Success) > 0 {
		status = r.Op.Success[0]
	}
	return engine.NoContent(status), nil
}

// oneOf says whether a text is among others.
func oneOf(s string, list ...string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func describe(list []string) string { return strings.Join(list, ", ") }
