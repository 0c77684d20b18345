package databases

import (
	"net/http"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// startMigration copies another server's data into a cluster, and keeps up with
// it until it is stopped.
func startMigration(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := ready(w, r)
	if err != nil {
		return nil, err
	}
	source := r.Body.Object("source")
	switch {
	case source.Str("host") == "":
		return nil, engine.Unprocessable("the host of the source is required")
	case rec.Str("_migration") != "" && migrationStatus(rec) == "running":
		return nil, engine.Conflict("a migration is running already")
	}
	m := engine.Object("id", w.UUID(), "status", "running", "created_at", w.Now)
	rec.Set("_migration", m.Raw())
	status := "syncing"
	if r.Fail {
		status = "error"
	}
	w.Transition(w.Between(time.Minute, 3*time.Minute), "databases.migrate", rec, m.Str("id"), status)
	return reply(r, m), nil
}

// migrated is the step in which a migration has copied what there was: its arguments
// are its id, and the state in which it is then.
func migrated(_ *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	now := rec.Object("_migration")
	if now.Str("id") != args[0] || now.Str("status") != "running" {
		return false
	}
	now.Set("status", args[1])
	rec.Set("_migration", now.Raw())
	return true
}

func migrationStatus(rec *engine.Record) string {
	m := rec.Object("_migration")
	return m.Str("status")
}

func reply(r *engine.Request, d engine.Document) *engine.Reply {
	return &engine.Reply{Status: r.Op.Success[0], ContentType: engine.JSONType, Body: d.Append(nil)}
}

func getMigration(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	m := rec.Object("_migration")
	if !m.Has("id") {
		return nil, engine.ErrNotFound
	}
	return reply(r, m), nil
}

func stopMigration(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	m := rec.Object("_migration")
	if !m.Has("id") || m.Str("id") != r.Param("migration_id") {
		return nil, engine.ErrNotFound
	}
	m.Set("status", "canceled")
	rec.Set("_migration", m.Raw())
	return engine.NoContent(http.StatusNoContent), nil
}
