package registries

import (
	"net/http"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Nobody pushes images to a simulated registry: what is in it is put there as
// the objects of tests are, see engine.Area.Imports. Repositories follow from
// manifests.
const (
	manifests = "registry_manifests"
	tags      = "registry_tags"
)

// imports are the paths under which manifests and tags come.
var imports = []engine.Import{
	{Path: "/v2/registries/{registry_name}/repositories/{repository_name}/digests/{manifest_digest}", Put: putManifest},
	{Path: "/v2/registries/{registry_name}/repositories/{repository_name}/tags/{repository_tag}", Put: putTag},
}

func putManifest(w *engine.World, params catalog.PathValues, d engine.Document) error {
	registry := params.Get("registry_name")
	if w.Find(table, registry) == nil {
		return engine.ErrNotFound
	}
	of := registry + "/" + params.Get("repository_name")
	rec := engine.Object("registry_name", registry, "repository", params.Get("repository_name"), "digest", params.Get("manifest_digest"),
		"compressed_size_bytes", d.Integer("compressed_size_bytes"), "size_bytes", d.Integer("size_bytes"), "updated_at", w.Now, "blobs", engine.Raw("[]"), "_of", of)
	if d.Has("blobs") {
		rec.Put("blobs", d.Get("blobs"))
	}
	w.Add(manifests, of+"/"+params.Get("manifest_digest"), rec)
	return nil
}

func putTag(w *engine.World, params catalog.PathValues, d engine.Document) error {
	of := params.Get("registry_name") + "/" + params.Get("repository_name")
	m := w.Find(manifests, of+"/"+d.Str("manifest_digest"))
	if m == nil {
		return engine.BadRequest("the repository has no manifest %q: put that first", d.Str("manifest_digest"))
	}
	id := of + "/" + params.Get("repository_tag")
	if old := w.Find(tags, id); old != nil {
		w.Remove(old) // it moves
	}
	rec := engine.Object("registry_name", params.Get("registry_name"), "repository", params.Get("repository_name"), "tag", params.Get("repository_tag"), "manifest_digest", m.Str("digest"))
	for _, field := range []string{"compressed_size_bytes", "size_bytes", "updated_at"} {
		rec.Put(field, m.Get(field))
	}
	rec.Set("_of", of)
	w.Add(tags, id, rec)
	return nil
}

// repositories are the names of those of a registry, in the order in which they
// came.
func repositories(w *engine.World, registry string) []string {
	var names []string
	seen := map[string]bool{}
	for _, m := range w.Table(manifests).Where("registry_name", registry) {
		if name := m.Str("repository"); !seen[name] {
			names, seen[name] = append(names, name), true
		}
	}
	return names
}

// showManifest adds the tags that a manifest has.
func showManifest(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	names := []string{}
	for _, t := range w.Table(tags).Of(rec.Str("_of")) {
		if t.Str("manifest_digest") == rec.Str("digest") {
			names = append(names, t.Str("tag"))
		}
	}
	d.Set("tags", names)
	return d.Append(buf)
}

func listRepositories(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	reg, err := registry(w, r)
	if err != nil {
		return nil, err
	}
	var list []*engine.Record
	for _, name := range repositories(w, reg.ID) {
		of := reg.ID + "/" + name
		ms, ts := w.Table(manifests).Of(of), w.Table(tags).Of(of)
		d := engine.Object("registry_name", reg.ID, "name", name, "tag_count", len(ts))
		if strings.HasSuffix(r.ID, "V2") {
			d.Set("manifest_count", len(ms))
			d.Set("latest_manifest", engine.Raw(showManifest(w, r, nil, ms[len(ms)-1])))
		} else if len(ts) > 0 {
			d.Set("latest_tag", engine.Raw(ts[len(ts)-1].Append(nil)))
		}
		list = append(list, &engine.Record{Document: d})
	}
	return w.Page(r, "repositories", list, false, nil)
}

// repository checks that the one in the path is there.
func repository(w *engine.World, r *engine.Request) (of string, err error) {
	reg, err := registry(w, r)
	if err != nil {
		return "", err
	}
	if !slices.Contains(repositories(w, reg.ID), r.Param("repository_name")) {
		return "", engine.ErrNotFound
	}
	return reg.ID + "/" + r.Param("repository_name"), nil
}

func listIn(table, key string, show engine.Show) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		of, err := repository(w, r)
		if err != nil {
			return nil, err
		}
		return w.Page(r, key, w.Table(table).Of(of), false, show)
	}
}

func deleteTag(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	of, err := repository(w, r)
	if err != nil {
		return nil, err
	}
	tag, err := w.Existing(w.Table(tags), of+"/"+r.Param("repository_tag"))
	if err != nil {
		return nil, err
	}
	w.Remove(tag)
	return engine.NoContent(http.StatusNoContent), nil
}

func deleteManifest(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	of, err := repository(w, r)
	if err != nil {
		return nil, err
	}
	m, err := w.Existing(w.Table(manifests), of+"/"+r.Param("manifest_digest"))
	if err != nil {
		return nil, err
	}
	dropManifest(w, m)
	return engine.NoContent(http.StatusNoContent), nil
}

// dropManifest removes a manifest with the tags that mean it.
func dropManifest(w *engine.World, m *engine.Record) {
	for _, t := range slices.Clone(w.Table(tags).Of(m.Str("_of"))) {
		if t.Str("manifest_digest") == m.Str("digest") {
			w.Remove(t)
		}
	}
	w.Remove(m)
}

func deleteRepository(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	of, err := repository(w, r)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Clone(w.Table(manifests).Of(of)) {
		dropManifest(w, m)
	}
	return engine.NoContent(http.StatusNoContent), nil
}

// collect removes the manifests of a registry that no tag means, and tells how
// many blobs and bytes that frees.
func collect(w *engine.World, registry string) (blobs int, bytes int64) {
	var gone []*engine.Record
	for _, m := range w.Table(manifests).Where("registry_name", registry) {
		if len(w.Table(tags).Where("_of", m.Get("_of"), "manifest_digest", m.Get("digest"))) == 0 {
			gone = append(gone, m)
		}
	}
	for _, m := range gone {
		blobs += 1 + len(engine.Elements(m.Get("blobs")))
		bytes += m.Integer("compressed_size_bytes")
		w.Remove(m)
	}
	return blobs, bytes
}
