package databases

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// of finds the cluster that a new item belongs to.
func of(w *engine.World, d *engine.Document) *engine.Record { return w.Find(clusters, d.Str("_of")) }

// only refuses what an engine does not have.
func only(rec *engine.Record, what string, kinds ...string) error {
	if !oneOf(rec.Str("engine"), kinds...) {
		return engine.Unprocessable("%s clusters have no %s", rec.Str("engine"), what)
	}
	return nil
}

func createUser(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	rec, name := of(w, d), r.Body.Str("name")
	if err := only(rec, "users", "pg", "mysql", "mongodb", "kafka", "opensearch", "valkey", "advanced_pg", "advanced_mysql"); err != nil {
		return "", err
	}
	if name == "" || len(name) > 63 {
		return "", engine.Unprocessable("invalid user name: 1 to 63 characters")
	}
	user := engine.Object("name", name, "role", "normal", "password", secret(w), "_of", rec.ID)
	for _, field := range []string{"mysql_settings", "settings"} {
		if v := r.Body.Get(field); v != "" && v != engine.Null {
			user.Put(field, v)
		}
	}
	*d = user
	return name, nil
}

func keepPrimary(_ *engine.World, _ *engine.Request, rec *engine.Record) error {
	if rec.Str("role") == "primary" {
		return engine.Unprocessable("the user %s cannot be removed", rec.Str("name"))
	}
	return nil
}

func resetAuth(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	user, err := item(w, users, rec, r.Param("username"))
	if err != nil {
		return nil, err
	}
	user.Set("password", secret(w))
	if v := r.Body.Get("mysql_settings"); v != "" && v != engine.Null {
		user.Set("mysql_settings", v)
	}
	return engine.Answer(http.StatusOK, "user", engine.Raw(user.Append(nil))), nil
}

func createDB(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	rec, name := of(w, d), r.Body.Str("name")
	if err := only(rec, "databases", "pg", "mysql", "mongodb", "advanced_pg", "advanced_mysql"); err != nil {
		return "", err
	}
	if name == "" || len(name) > 63 {
		return "", engine.Unprocessable("invalid database name: 1 to 63 characters")
	}
	*d = engine.Object("name", name, "_of", rec.ID)
	return name, nil
}

func createPool(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	rec := of(w, d)
	if err := only(rec, "connection pools", "pg", "advanced_pg"); err != nil {
		return "", err
	}
	name, mode, db, user := r.Body.Str("name"), r.Body.Str("mode"), r.Body.Str("db"), r.Body.Str("user")
	size := r.Body.Integer("size")
	offer := engineOf(rec.Str("engine"))
	as := user
	if user == "" {
		as = offer.user
	}
	owner, err := item(w, users, rec, as)
	switch {
	case name == "" || len(name) > 60:
		return "", engine.Unprocessable("invalid pool name: 1 to 60 characters")
	case !oneOf(mode, "transaction", "session", "statement"):
		return "", engine.Unprocessable("invalid pool mode (one of transaction, session, statement)")
	case size < 1:
		return "", engine.Unprocessable("invalid pool size: at least 1")
	case err != nil:
		return "", engine.Unprocessable("user %s does not exist", as)
	}
	password := owner.Str("password")
	if _, err := item(w, dbs, rec, db); err != nil {
		return "", engine.Unprocessable("database %s does not exist", db)
	}
	host := rec.Str("_host")
	pool := engine.Object("name", name, "mode", mode, "size", size, "db", db, "user", user,
		"connection", offer.connection(host, name, as, password), "private_connection", offer.connection("private-"+host, name, as, password), "_of", rec.ID)
	*d = pool
	return name, nil
}

func createReplica(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	rec := of(w, d)
	if err := only(rec, "replicas", "pg", "mysql", "advanced_pg", "advanced_mysql"); err != nil {
		return "", err
	}
	name, size, region := r.Body.Str("name"), r.Body.Str("size"), r.Body.Str("region")
	if size == "" {
		size = rec.Str("size")
	}
	if region == "" {
		region = rec.Str("region")
	}
	tags := r.Body.Strings("tags")
	if tags == nil {
		tags = []string{}
	}
	place := engine.Offered().Region(region)
	switch {
	case rec.Str("status") != "online":
		return "", engine.Unprocessable("cluster is not online: it is %s", rec.Str("status"))
	case !engine.Bounded(name):
		return "", engine.Unprocessable("invalid replica name: letters, digits, dots and dashes, beginning and ending with a letter or digit")
	case !isSize(size):
		return "", badSize()
	case place == nil:
		return "", engine.BadRegion("invalid region")
	}
	network := r.Body.Str("private_network_uuid")
	if network == "" {
		if vpc := w.DefaultVPC(place.Slug); vpc != nil {
			network = vpc.ID
		}
	}
	offer := engineOf(rec.Str("engine"))
	host := name + "-" + rec.Str("_host")
	storage := r.Body.Get("storage_size_mib")
	if storage == "" {
		storage = rec.Get("storage_size_mib")
	}
	*d = engine.Object("id", w.UUID(), "name", name, "region", place.Slug, "size", size, "status", "creating", "tags", tags, "created_at", w.Now,
		"private_network_uuid", network, "connection", offer.connection(host, offer.db, offer.user, rec.Str("_password")),
		"private_connection", offer.connection("private-"+host, offer.db, offer.user, rec.Str("_password")), "storage_size_mib", storage, "_of", rec.ID)
	return name, nil
}

// promote makes a cluster of a replica.
func promote(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	replica, err := item(w, replicas, rec, r.Param("replica_name"))
	if err != nil {
		return nil, err
	}
	if replica.Str("status") != "online" {
		return nil, engine.Unprocessable("replica is not online: it is %s", replica.Str("status"))
	}
	if named(w, replica.Str("name")) != nil {
		return nil, engine.Unprocessable("cluster name is not available")
	}
	d := rec.Clone()
	d.Unset("standby_connection")
	d.Unset("standby_private_connection")
	for _, field := range []string{"id", "name", "region", "size", "tags", "private_network_uuid", "connection", "private_connection", "storage_size_mib"} {
		d.Put(field, replica.Get(field))
	}
	d.Set("status", "creating")
	d.Set("created_at", w.Now)
	d.Set("num_nodes", 1)
	d.Set("rules", []engine.Raw{})
	d.Set("_forked", rec.ID)
	id := replica.Str("id")
	w.Remove(replica)
	w.Add(clusters, id, d)
	event(w, rec, "cluster_master_promotion")
	return done(r)
}

func createTopic(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	rec, name := of(w, d), r.Body.Str("name")
	if err := only(rec, "topics", "kafka"); err != nil {
		return "", err
	}
	if name == "" || len(name) > 249 || !engine.MadeOf(name, "._-") {
		return "", engine.Unprocessable("invalid topic name: 1 to 249 letters, digits, dots, dashes and underscores")
	}
	replication, partitions := r.Body.Integer("replication_factor"), r.Body.Integer("partition_count")
	if partitions == 0 {
		partitions = r.Body.Integer("partitions")
	}
	replication, partitions = max(replication, 2), max(partitions, 1)
	list := []engine.Raw{}
	for i := range min(partitions, 1000) {
		p := engine.Object("size", 0, "id", i, "in_sync_replicas", replication, "earliest_offset", 0, "consumer_groups", engine.Raw("[]"))
		list = append(list, p.Raw())
	}
	*d = engine.Object("name", name, "state", "configuring", "replication_factor", replication, "partitions", list, "_of", rec.ID)
	if config := r.Body.Get("config"); config != "" && config != engine.Null {
		d.Put("config", config)
	}
	return name, nil
}

func createSchema(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	rec, subject := of(w, d), r.Body.Str("subject_name")
	if err := only(rec, "schema registry", "kafka"); err != nil {
		return "", err
	}
	if subject == "" {
		return "", engine.Unprocessable("subject_name is required")
	}
	*d = engine.Object("schema_id", w.Counter("schema"), "subject_name", subject, "schema_type", r.Body.Str("schema_type"),
		"schema", r.Body.Str("schema"), "version", "1", "_of", rec.ID)
	return subject, nil
}

func getSchemaVersion(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	schema, err := item(w, schemas, rec, r.Param("subject_name"))
	if err != nil {
		return nil, err
	}
	if v := r.Param("version"); v != "latest" && v != schema.Str("version") {
		return nil, engine.ErrNotFound
	}
	return &engine.Reply{Status: http.StatusOK, ContentType: engine.JSONType, Body: schema.Append(nil)}, nil
}

// subjectConfig reads and writes how the versions of a schema must agree.
func subjectConfig(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	schema, err := item(w, schemas, rec, r.Param("subject_name"))
	if err != nil {
		return nil, err
	}
	if r.Method == http.MethodPut {
		if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
			return nil, err
		}
		if err := engine.CheckEnums(r.Op.Body, &r.Body); err != nil {
			return nil, err
		}
		schema.Set("_compatibility", r.Body.Str("compatibility_level"))
	}
	level := schema.Str("_compatibility")
	if level == "" {
		level = "BACKWARD"
	}
	return engine.Answer(http.StatusOK, "subject_name", schema.Str("subject_name"), "compatibility_level", level), nil
}

func listEvents(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	list := []engine.Raw{}
	for _, e := range w.Table(events).Of(rec.ID) {
		list = append(list, engine.Raw(e.Append(nil)))
	}
	slices.Reverse(list)
	return engine.Answer(http.StatusOK, "events", list), nil
}

// listBackups shows a backup for each day that a cluster has been there, at the
// hour at which it was made, the last seven.
func listBackups(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	made, err := time.Parse(time.RFC3339, rec.Str("created_at"))
	if err != nil {
		return nil, err
	}
	const day = 24 * time.Hour
	var list []engine.Raw
	first := max(0, int(w.Now.Sub(made)/day)-6)
	for i := first; ; i++ {
		at := made.Add(time.Duration(i)*day + time.Hour)
		if at.After(w.Now) {
			break
		}
		b := engine.Object("created_at", at, "size_gigabytes", 0.03+0.01*float64(i%7), "incremental", false)
		list = append(list, b.Raw())
	}
	if list == nil {
		list = []engine.Raw{}
	}
	next := engine.Object("backup_hour", made.Add(time.Hour).Hour(), "backup_minute", made.Minute(), "backup_interval_hours", 24)
	return engine.Answer(http.StatusOK, "backups", list, "scheduled_backup_time", next.Raw(), "backup_progress", strconv.Itoa(100)), nil
}
