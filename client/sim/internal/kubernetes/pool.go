package kubernetes

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const pools = "node_pools"

// maxNodes is how many nodes a pool may have.
const maxNodes = 512

var poolKind = &engine.Kind{
	Path: "/v2/kubernetes/clusters/{cluster_id}/node_pools", Table: pools, Checked: true,
	Parent: func(w *engine.World, r *engine.Request) (string, error) {
		rec, err := cluster(w, r)
		if err != nil {
			return "", err
		}
		return rec.ID, nil
	},
	Create: func(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
		if err := checkPool(&r.Body, nil); err != nil {
			return "", err
		}
		*d = newPool(w, w.Find(clusters, d.Str("_of")), &r.Body)
		return d.Str("id"), nil
	},
	Created: func(w *engine.World, r *engine.Request, rec *engine.Record) { grow(w, r, rec) },
	Update:  updatePool,
	Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error {
		if len(poolsOf(w, w.Find(clusters, rec.Str("_of")))) == 1 {
			return engine.Unprocessable("a cluster must have at least one node pool")
		}
		removePool(w, r, rec)
		return nil
	},
	Show: showPool,
}

func poolsOf(w *engine.World, cluster *engine.Record) []*engine.Record {
	return slices.Clone(w.Table(pools).Of(cluster.ID))
}

// checkPool checks a body, or what a pool will be.
func checkPool(b *engine.Document, old *engine.Record) error {
	get := func(name string) engine.Raw {
		if v := b.Get(name); v != "" && v != engine.Null || old == nil {
			return v
		}
		return old.Get(name)
	}
	count := engine.DecodeInteger(get("count"))
	auto := get("auto_scale") == "true"
	low, high := engine.DecodeInteger(get("min_nodes")), engine.DecodeInteger(get("max_nodes"))
	size := engine.Offered().Size(engine.DecodeString(get("size")))
	switch {
	case engine.DecodeString(get("name")) == "":
		return engine.Unprocessable("node pool: name is required")
	case size == nil:
		return engine.Unprocessable("node pool: size is required, and must be one of the options (GET /v2/kubernetes/options lists them, such as s-2vcpu-4gb)")
	case get("count") == "" && !auto:
		return engine.Unprocessable("node pool: count is required")
	case count < 0 || count > maxNodes:
		return engine.Unprocessable("node pool: count must be between 0 and %d", maxNodes)
	case auto && (high < 1 || low > high):
		return engine.Unprocessable("node pool: with auto_scale, max_nodes must be at least 1 and min_nodes not above it")
	}
	return engine.CheckTags(b.Strings("tags"))
}

func newPool(w *engine.World, cluster *engine.Record, b *engine.Document) engine.Document {
	list := func(name string) engine.Raw {
		if v := b.Get(name); v != "" && v != engine.Null {
			return v
		}
		return "[]"
	}
	labels := b.Get("labels")
	if labels == "" {
		labels = engine.Null
	}
	count := b.Integer("count")
	if b.Boolean("auto_scale") {
		count = min(max(count, b.Integer("min_nodes"), 1), b.Integer("max_nodes"))
	}
	return engine.Object("id", w.UUID(), "name", b.Str("name"), "size", b.Str("size"), "count", count,
		"tags", ownTags(cluster, b.Strings("tags")), "labels", labels, "taints", list("taints"),
		"auto_scale", b.Boolean("auto_scale"), "min_nodes", b.Integer("min_nodes"), "max_nodes", b.Integer("max_nodes"),
		"_of", cluster.ID, "_nodes", engine.Raw("[]"))
}

// ownTags adds what every node of a cluster carries.
func ownTags(cluster *engine.Record, tags []string) []string {
	for _, own := range []string{"k8s", "k8s:" + cluster.ID, "k8s:worker"} {
		if !slices.Contains(tags, own) {
			tags = append(tags, own)
		}
	}
	return tags
}

func addPool(w *engine.World, r *engine.Request, cluster *engine.Record, b *engine.Document) {
	d := newPool(w, cluster, b)
	grow(w, r, w.Add(pools, d.Str("id"), d))
}

// grow has the pool have as many nodes as it should.
func grow(w *engine.World, r *engine.Request, pool *engine.Record) {
	cluster := w.Find(clusters, pool.Str("_of"))
	nodes := engine.Elements(pool.Get("_nodes"))
	for i := 0; int64(len(nodes)) < pool.Integer("count"); i++ {
		name := pool.Str("name") + "-" + strconv.FormatInt(w.Counter("node "+pool.ID), 36)
		made, err := w.Ask(r, "droplets_create", engine.Object("name", name, "region", cluster.Str("region"), "size", pool.Str("size"),
			"image", "debian-13-x64", "tags", pool.Strings("tags"), "vpc_uuid", cluster.Str("vpc_uuid")))
		if err != nil {
			break // no room for more: the pool stays smaller than it should be
		}
		answer, _ := engine.ParseDocument(made.Body)
		droplet := answer.Object("droplet")
		node := engine.Object("id", w.UUID(), "name", name, "droplet_id", string(droplet.Get("id")), "created_at", w.Now, "updated_at", w.Now)
		nodes = append(nodes, node.Raw())
	}
	for int64(len(nodes)) > pool.Integer("count") {
		last := nodes[len(nodes)-1]
		nodes = nodes[:len(nodes)-1]
		pool.Set("_nodes", nodes)
		destroyNode(w, r, last)
	}
	pool.Set("_nodes", nodes)
}

// destroyNode ends a node's droplet, as soon as nothing goes on with it.
func destroyNode(w *engine.World, r *engine.Request, node engine.Raw) {
	d, _ := engine.ParseDocument(node)
	if droplet := w.Find("droplets", d.Str("droplet_id")); droplet != nil {
		if _, err := w.Ask(r, "droplets_destroy", engine.Document{}, "droplet_id", droplet.ID); err != nil && err != engine.ErrNotFound {
			w.Later(10*time.Second, "kubernetes.end_node", droplet)
		}
	}
}

// endNode is the step in which destroying a node's droplet is tried once more.
func endNode(w *engine.World, droplet *engine.Record, _ []string) bool {
	if droplet == nil || droplet.Deleted {
		return false
	}
	if _, err := w.Ask(&engine.Request{}, "droplets_destroy", engine.Document{}, "droplet_id", droplet.ID); err != nil && err != engine.ErrNotFound {
		w.Later(10*time.Second, "kubernetes.end_node", droplet)
	}
	return true
}

func removePool(w *engine.World, r *engine.Request, pool *engine.Record) {
	nodes := engine.Elements(pool.Get("_nodes"))
	pool.Set("_nodes", engine.Raw("[]"))
	for _, node := range nodes {
		destroyNode(w, r, node)
	}
	w.Remove(pool)
}

func updatePool(w *engine.World, r *engine.Request, rec *engine.Record, changes *engine.Document) error {
	next := engine.Document{}
	for _, name := range []string{"name", "count", "tags", "labels", "taints", "auto_scale", "min_nodes", "max_nodes"} {
		if v := changes.Get(name); v != "" && v != engine.Null {
			next.Put(name, v)
		}
	}
	if err := checkPool(&next, rec); err != nil {
		return err
	}
	if next.Has("tags") {
		next.Set("tags", ownTags(w.Find(clusters, rec.Str("_of")), next.Strings("tags")))
	}
	for _, f := range next.Fields {
		rec.Set(f.Key, f.Value)
	}
	if rec.Boolean("auto_scale") {
		rec.Set("count", min(max(rec.Integer("count"), rec.Integer("min_nodes")), rec.Integer("max_nodes")))
	}
	grow(w, r, rec)
	*changes = engine.Document{}
	return nil
}

// showPool writes a pool with its nodes as their droplets are now.
func showPool(w *engine.World, r *engine.Request, buf []byte, rec *engine.Record) []byte {
	nodes := []engine.Raw{}
	for _, item := range engine.Elements(rec.Get("_nodes")) {
		node, _ := engine.ParseDocument(item)
		state := "provisioning"
		if droplet := w.Find("droplets", node.Str("droplet_id")); droplet != nil && droplet.Str("status") == "active" {
			state = "running"
		}
		node.Set("status", engine.Object("state", state))
		nodes = append(nodes, node.Raw())
	}
	d := rec.Clone()
	d.Set("nodes", nodes)
	return d.Append(buf)
}

func pool(w *engine.World, r *engine.Request) (*engine.Record, error) {
	c, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	rec := w.Find(pools, r.Param("node_pool_id"))
	if rec == nil || rec.Str("_of") != c.ID {
		return nil, engine.ErrNotFound
	}
	return rec, nil
}

// deleteNode takes a node away; unless the pool is to shrink, another one comes
// in its place.
func deleteNode(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := pool(w, r)
	if err != nil {
		return nil, err
	}
	if !drop(w, r, rec, r.Param("node_id")) {
		return nil, engine.ErrNotFound
	}
	if r.Query.Get("replace") == "1" || r.Query.Get("replace") == "true" {
		grow(w, r, rec)
	} else {
		rec.Set("count", rec.Integer("count")-1)
	}
	return engine.NoContent(http.StatusAccepted), nil
}

func drop(w *engine.World, r *engine.Request, rec *engine.Record, id string) bool {
	nodes := engine.Elements(rec.Get("_nodes"))
	i := slices.IndexFunc(nodes, func(n engine.Raw) bool {
		d, _ := engine.ParseDocument(n)
		return d.Str("id") == id
	})
	if i < 0 {
		return false
	}
	node := nodes[i]
	rec.Set("_nodes", slices.Delete(nodes, i, i+1))
	destroyNode(w, r, node)
	return true
}

// recycle exchanges nodes for new ones.
func recycle(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := pool(w, r)
	if err != nil {
		return nil, err
	}
	ids := r.Body.Strings("nodes")
	if len(ids) == 0 {
		for _, n := range engine.Elements(rec.Get("_nodes")) {
			d, _ := engine.ParseDocument(n)
			ids = append(ids, d.Str("id"))
		}
	}
	for _, id := range ids {
		drop(w, r, rec, id)
	}
	grow(w, r, rec)
	return engine.NoContent(http.StatusAccepted), nil
}

// forgetNode has a pool replace a node whose droplet somebody has destroyed.
func forgetNode(w *engine.World, droplet *engine.Record) {
	if !engine.HasTag(droplet, "k8s:worker") {
		return
	}
	for _, rec := range slices.Clone(w.Table(pools).Holding("_nodes", []string{"droplet_id"}, droplet.ID)) {
		nodes := slices.DeleteFunc(engine.Elements(rec.Get("_nodes")), func(item engine.Raw) bool {
			node, _ := engine.ParseDocument(item)
			return node.Str("droplet_id") == droplet.ID
		})
		rec.Set("_nodes", nodes)
		w.Later(time.Minute, "kubernetes.replace", rec)
	}
}

// replaced is the step in which a pool has as many nodes again as it should.
func replaced(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil || rec.Deleted {
		return false
	}
	grow(w, &engine.Request{}, rec)
	return true
}
