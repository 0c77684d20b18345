package databases

import (
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Nobody writes to a simulated search cluster: its indexes are put there as the
// objects of tests are, see engine.Area.Imports.
const indexes = "database_indexes"

var imports = []engine.Import{{Path: "/v2/databases/{database_cluster_uuid}/indexes/{index_name}", Put: putIndex}}

func putIndex(w *engine.World, params catalog.PathValues, d engine.Document) error {
	rec := w.Find(clusters, params.Get("database_cluster_uuid"))
	if rec == nil {
		return engine.ErrNotFound
	}
	name := params.Get("index_name")
	index := engine.Object("index_name", name, "number_of_shards", max(1, d.Integer("number_of_shards")), "number_of_replicas", d.Integer("number_of_replicas"),
		"size", d.Integer("size"), "health", "green", "status", "open", "created_time", w.Now, "_of", rec.ID)
	w.Add(indexes, rec.ID+"/"+name, index)
	return nil
}

// search finds the cluster in the path, which must be one that has indexes.
func search(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec, err := cluster(w, r)
	if err == nil {
		err = only(rec, "indexes", "opensearch")
	}
	return rec, err
}

func listIndexes(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := search(w, r)
	if err != nil {
		return nil, err
	}
	return w.Whole(r, "indexes", w.Table(indexes).Of(rec.ID), nil)
}

func deleteIndex(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := search(w, r)
	if err != nil {
		return nil, err
	}
	index, err := w.Existing(w.Table(indexes), rec.ID+"/"+r.Param("index_name"))
	if err != nil {
		return nil, err
	}
	w.Remove(index)
	return engine.NoContent(r.Op.Success[0]), nil
}
