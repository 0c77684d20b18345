package databases

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func createCluster(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name, kind, region, size := r.Body.Str("name"), r.Body.Str("engine"), r.Body.Str("region"), r.Body.Str("size")
	offer, place := engineOf(kind), engine.Offered().Region(region)
	nodes := int(r.Body.Integer("num_nodes"))
	version := r.Body.Str("version")
	tags := r.Body.Strings("tags")
	if tags == nil {
		tags = []string{}
	}
	switch {
	case !engine.Bounded(name) || !engine.MadeOf(name, "-") || len(name) < 3 || len(name) > 63:
		return "", engine.Unprocessable("invalid cluster name: 3 to 63 letters, digits and dashes, beginning and ending with a letter or digit")
	case offer == nil:
		return "", engine.Unprocessable("invalid cluster engine (one of %s)", describe(engineSlugs()))
	case place == nil:
		return "", engine.BadRegion("invalid region")
	case !isSize(size):
		return "", badSize()
	case !slices.Contains(offer.nodes, nodes):
		return "", engine.Unprocessable("invalid node count: %s clusters have %s nodes", kind, strings.Trim(fmt.Sprint(offer.nodes), "[]"))
	case version != "" && !slices.Contains(offer.versions, version):
		return "", engine.Unprocessable("invalid cluster engine version: %s offers %s", kind, describe(offer.versions))
	case named(w, name) != nil:
		return "", engine.Unprocessable("cluster name is not available")
	}
	if id := r.Body.Str("project_id"); id != "" && id != w.Project() && w.Find("projects", id) == nil {
		return "", engine.Unprocessable("project %s does not exist", id)
	}
	if err := engine.CheckTags(tags); err != nil {
		return "", err
	}
	if version == "" {
		version = offer.latest()
	}
	network := r.Body.Str("private_network_uuid")
	if network == "" {
		if vpc := w.DefaultVPC(place.Slug); vpc != nil {
			network = vpc.ID
		}
	} else if vpc := w.Find("vpcs", network); vpc == nil || vpc.Str("region") != place.Slug {
		return "", engine.Unprocessable("private network %s does not exist in %s", network, place.Slug)
	}
	id := w.UUID()
	storage := r.Body.Integer("storage_size_mib")
	if storage == 0 {
		storage = 10240 * (1 + int64(slices.Index(sizes, size)))
	}
	project := r.Body.Str("project_id")
	if project == "" {
		project = w.Project()
	}
	semantic := version
	if strings.Count(semantic, ".") == 0 {
		semantic += ".4"
	}
	host := fmt.Sprintf("%s-do-user-%d-0.db.example", strings.ToLower(name), 1000+w.Counter("database"))
	password := secret(w)
	*d = engine.Object("id", id, "name", name, "engine", kind, "version", version, "semantic_version", semantic, "num_nodes", nodes,
		"size", size, "region", place.Slug, "status", "creating", "created_at", w.Now, "private_network_uuid", network, "tags", tags,
		"connection", offer.connection(host, offer.db, offer.user, password),
		"private_connection", offer.connection("private-"+host, offer.db, offer.user, password))
	if offer.slug == "opensearch" {
		ui := offer.connection(host, "", offer.user, password)
		d.Put("ui_connection", ui)
	}
	if nodes > 1 && (offer.slug == "pg" || offer.slug == "mysql") {
		d.Put("standby_connection", offer.connection("replica-"+host, offer.db, offer.user, password))
		d.Put("standby_private_connection", offer.connection("private-replica-"+host, offer.db, offer.user, password))
	}
	window := engine.Object("day", "tuesday", "hour", "14:00:00", "pending", false, "description", engine.Raw("[]"))
	metrics := engine.Object("host", host, "port", 9273)
	d.Put("maintenance_window", window.Raw())
	d.Set("project_id", project)
	d.Set("rules", []engine.Raw{})
	d.Set("storage_size_mib", storage)
	d.Set("metrics_endpoints", []engine.Raw{metrics.Raw()})
	for _, field := range []string{"autoscale", "do_settings"} {
		if v := r.Body.Get(field); v != "" {
			d.Put(field, v)
		}
	}
	d.Set("_password", password)
	d.Set("_host", host)
	if v := r.Body.Get("rules"); v != "" && v != engine.Null {
		rules, err := rulesOf(w, id, "", v)
		if err != nil {
			return "", err
		}
		d.Set("rules", rules)
	}
	if v := r.Body.Object("backup_restore"); v.Has("database_name") {
		from := named(w, v.Str("database_name"))
		switch {
		case from == nil:
			return "", engine.Unprocessable("the cluster %s to restore from does not exist", v.Str("database_name"))
		case from.Str("engine") != kind:
			return "", engine.Unprocessable("a backup of %s cannot be restored to %s", from.Str("engine"), kind)
		}
		d.Set("status", "forking")
		d.Set("_forked", from.ID)
	}
	return id, nil
}

// badSize refuses a size that no cluster can have.
func badSize() error {
	return engine.Unprocessable("invalid size (GET /v2/databases/options lists them, such as %s)", describe(sizes[:min(len(sizes), 3)]))
}

func isSize(slug string) bool {
	return slices.Contains(sizes, slug) || engine.Offered().Size(strings.TrimPrefix(slug, "db-")) != nil
}

// named finds a cluster by its name, which an account has once.
func named(w *engine.World, name string) *engine.Record {
	return w.Named(clusters, name)
}

// connection is how one gets at a database.
func (e *engineOffer) connection(host, db, user, password string) engine.Raw {
	uri := fmt.Sprintf("%s://%s:%s@%s:%d", e.scheme, user, password, host, e.port)
	if e.scheme == "mongodb+srv" {
		uri = fmt.Sprintf("%s://%s:%s@%s", e.scheme, user, password, host)
	}
	switch {
	case e.scheme == "postgresql":
		uri += "/" + db + "?sslmode=require"
	case e.scheme == "mysql":
		uri += "/" + db + "?ssl-mode=REQUIRED"
	case db != "":
		uri += "/" + db
	}
	d := engine.Object("protocol", e.scheme, "uri", uri, "database", db, "host", host, "port", e.port, "user", user, "password", password, "ssl", true)
	if e.scheme == "postgresql" || e.scheme == "mysql" {
		d.Unset("protocol")
	}
	return d.Raw()
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// secret makes a password in the form that the API gives out.
func secret(w *engine.World) string {
	b := []byte("AVNS_")
	dice := w.Dice("password")
	for range 19 {
		b = append(b, letters[dice.IntN(len(letters))])
	}
	return string(b)
}

// complete gives a new cluster its first user and database, and plans its
// changes of state.
func complete(w *engine.World, rec *engine.Record) {
	offer := engineOf(rec.Str("engine"))
	w.TagAll(rec, rec.Strings("tags"))
	from := w.Find(clusters, rec.Str("_forked"))
	if from == nil {
		d := engine.Object("name", offer.user, "role", "primary", "password", rec.Str("_password"), "_of", rec.ID)
		w.Add(users, rec.ID+"/"+offer.user, d)
		if offer.db != "" {
			w.Add(dbs, rec.ID+"/"+offer.db, engine.Object("name", offer.db, "_of", rec.ID))
		}
	} else {
		for _, table := range []string{users, dbs} {
			for _, old := range slices.Clone(w.Table(table).Of(from.ID)) {
				d := old.Clone()
				d.Set("_of", rec.ID)
				w.Add(table, rec.ID+"/"+old.Str("name"), d)
			}
		}
	}
	event(w, rec, "cluster_create")
	w.Transition(w.Between(3*time.Minute, 6*time.Minute), "databases.change", rec)
}

// becomes changes a cluster's state, if it is there still.
func becomes(w *engine.World, rec *engine.Record, status string) {
	if w.Table(clusters).ByID[rec.ID] == rec && !rec.Deleted {
		rec.Set("status", status)
		w.Emit(engine.Changed, rec)
	}
}

// showCluster writes a cluster with the users and databases that it has now.
func showCluster(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	list := []engine.Raw{}
	for _, u := range w.Table(users).Of(rec.ID) {
		list = append(list, engine.Raw(u.Append(nil)))
	}
	d.Set("users", list)
	names := []string{}
	for _, db := range w.Table(dbs).Of(rec.ID) {
		names = append(names, db.Str("name"))
	}
	d.Set("db_names", names)
	return d.Append(buf)
}

// change has a cluster in a state for some time, after which fields have new values:
// keys and values in turn.
func change(w *engine.World, rec *engine.Record, status string, fields ...any) {
	becomes(w, rec, status)
	event(w, rec, "cluster_update")
	var args []string
	for i := 0; i < len(fields); i += 2 {
		args = append(args, fields[i].(string), string(engine.Encode(fields[i+1])))
	}
	w.Transition(w.Between(2*time.Minute, 4*time.Minute), "databases.change", rec, args...)
}

// changed is the step in which a cluster is online, with fields and encoded values.
func changed(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	for i := 0; i < len(args); i += 2 {
		rec.Put(args[i], engine.Raw(args[i+1]))
	}
	becomes(w, rec, "online")
	return true
}

func resize(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := ready(w, r)
	if err != nil {
		return nil, err
	}
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	size, nodes, storage := r.Body.Str("size"), int(r.Body.Integer("num_nodes")), r.Body.Integer("storage_size_mib")
	switch {
	case !isSize(size):
		return nil, badSize()
	case !slices.Contains(engineOf(rec.Str("engine")).nodes, nodes):
		return nil, engine.Unprocessable("invalid node count: %s clusters have %s nodes", rec.Str("engine"), strings.Trim(fmt.Sprint(engineOf(rec.Str("engine")).nodes), "[]"))
	case storage != 0 && storage < rec.Integer("storage_size_mib"):
		return nil, engine.Unprocessable("the storage cannot shrink")
	}
	fields := []any{"size", size, "num_nodes", nodes}
	if storage != 0 {
		fields = append(fields, "storage_size_mib", storage)
	}
	change(w, rec, "resizing", fields...)
	return done(r)
}

func migrate(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := ready(w, r)
	if err != nil {
		return nil, err
	}
	place := engine.Offered().Region(r.Body.Str("region"))
	if place == nil {
		return nil, engine.BadRegion("invalid region")
	}
	network := r.Body.Str("private_network_uuid")
	if network == "" {
		if vpc := w.DefaultVPC(place.Slug); vpc != nil {
			network = vpc.ID
		}
	} else if vpc := w.Find("vpcs", network); vpc == nil || vpc.Str("region") != place.Slug {
		return nil, engine.Unprocessable("private network %s does not exist in %s", network, place.Slug)
	}
	change(w, rec, "migrating", "region", place.Slug, "private_network_uuid", network)
	return done(r)
}

func upgrade(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := ready(w, r)
	if err != nil {
		return nil, err
	}
	offer, version := engineOf(rec.Str("engine")), r.Body.Str("version")
	if i := slices.Index(offer.versions, version); i < 0 || i <= slices.Index(offer.versions, rec.Str("version")) {
		return nil, engine.Unprocessable("cannot upgrade to version %q: %s offers %s", version, offer.slug, describe(offer.versions))
	}
	change(w, rec, "migrating", "version", version, "semantic_version", version+".4")
	return done(r)
}

func installUpdate(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := ready(w, r)
	if err != nil {
		return nil, err
	}
	event(w, rec, "cluster_maintenance_perform")
	return done(r)
}

func updateMaintenance(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	day, hour := strings.ToLower(r.Body.Str("day")), r.Body.Str("hour")
	if !oneOf(day, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday") {
		return nil, engine.Unprocessable("invalid day of the week: monday, tuesday, wednesday, thursday, friday, saturday or sunday")
	}
	at, err := time.Parse("15:04:05", hour)
	if err != nil {
		if at, err = time.Parse("15:04", hour); err != nil {
			return nil, engine.Unprocessable("invalid hour: in UTC, as in 14:00")
		}
	}
	window := engine.Object("day", day, "hour", at.Format("15:04:05"), "pending", false, "description", engine.Raw("[]"))
	rec.Set("maintenance_window", window.Raw())
	w.Emit(engine.Changed, rec)
	return done(r)
}
