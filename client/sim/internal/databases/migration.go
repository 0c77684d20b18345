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
	fail := r.Fail
	id := m.Str("id")
	w.Transition(w.Between(time.Minute, 3*time.Minute), func() {
		now := rec.Object("_migration")
		if now.Str("id") != id || now.Str("status") != "running" {
			return
		}
		now.Set("status", "syncing")
		if fail {
			now.Set("status", "error")
		}
		rec.Set("_migration", now.Raw())
	})
	return reply(r, m), nil
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
