// Package nfs simulates network file shares with their snapshots, access points
// and actions.
package nfs

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	shares    = "shares"
	snapshots = "nfs_snapshots"
	points    = "nfs_access_points"
	minSize   = 50 // GiB
)

// Area is shares and what belongs to them.
func Area() engine.Area {
	return engine.Area{
		Declined: map[string]string{
			"nfs_get_action":  "actions on shares are known below their share only",
			"nfs_get_options": "what shares can be bought is in no description",
		},
		Kinds: []*engine.Kind{{Path: "/v2/nfs", Table: shares, Create: create, Show: show, Filter: byRegion, FilterFields: []string{"region"}}},
		Steps: map[string]engine.Step{"nfs.act": acted, "nfs.point": opened},
		Ops: map[string]engine.Handler{
			"nfs_create_action":       act,
			"nfs_list_snapshot":       listSnapshots,
			"nfs_get_snapshot":        getSnapshot,
			"nfs_delete_snapshot":     deleteSnapshot,
			"nfs_create_access_point": createPoint,
			"nfs_list_access_points":  listPoints,
			"nfs_get_access_point":    getPoint,
			"nfs_delete_access_point": deletePoint,
		},
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
				for _, name := range []string{shares, snapshots, points} {
					w.Table(name)
				}
			}},
			{Event: engine.Deleted, Table: shares, Do: func(w *engine.World, rec *engine.Record) {
				for _, p := range slices.Clone(w.Table(points).Of(rec.ID)) {
					w.Remove(p)
				}
			}},
		},
	}
}

func byRegion(_ *engine.World, r *engine.Request) (string, func(*engine.Record) bool, error) {
	region := r.Query.Get("region")
	if region == "" {
		return "", nil, nil
	}
	return "nfs " + region, func(rec *engine.Record) bool { return rec.Str("region") == region }, nil
}

func create(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
	name, region, size := r.Body.Str("name"), r.Body.Str("region"), r.Body.Integer("size_gib")
	vpcs := r.Body.Strings("vpc_ids")
	tier := r.Body.Str("performance_tier")
	if tier == "" {
		tier = "standard"
	}
	switch {
	case name == "" || len(name) > 255:
		return "", engine.Unprocessable("name is required")
	case engine.Offered().Region(region) == nil:
		return "", engine.BadRegion("region is invalid")
	case size < minSize:
		return "", engine.Unprocessable("size_gib must be at least %d", minSize)
	case len(vpcs) == 0:
		return "", engine.Unprocessable("vpc_ids must name a VPC")
	case tier != "standard" && tier != "high":
		return "", engine.Unprocessable("performance_tier must be standard or high")
	}
	for _, id := range vpcs {
		if err := inRegion(w, id, region); err != nil {
			return "", err
		}
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", name, "size_gib", size, "region", region, "status", "CREATING", "created_at", w.Now, "vpc_ids", vpcs,
		"performance_tier", tier, "mount_path", "/"+id, "host", engine.IPv4(198<<24|18<<16|w.Counter("share")))
	return id, nil
}

func inRegion(w *engine.World, vpc, region string) error {
	rec := w.Find("vpcs", vpc)
	if rec == nil || rec.Str("region") != region {
		return engine.Unprocessable("VPC %s does not exist in %s", vpc, region)
	}
	return nil
}

// show writes a share with its access points.
func show(w *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
	d := rec.Clone()
	list := []engine.Raw{}
	for _, p := range w.Table(points).Of(rec.ID) {
		list = append(list, engine.Raw(p.Append(nil)))
	}
	d.Set("access_points", list)
	return d.Append(buf)
}

// action is the answer to what was begun. It is an action like others, but that
// its id is a text, and clients look for it where they look for those.
// of is the snapshot that it makes; nil for what it does to the share itself.
func action(w *engine.World, rec *engine.Record, kind string, of *engine.Record) engine.Raw {
	id, resource := rec.ID, "SHARE"
	if of != nil {
		id, resource = of.ID, "SNAPSHOT"
	}
	a := w.Start(engine.Action{Kind: kind, On: "nfs/" + rec.ID, ResourceType: "nfs", ID: engine.Null, Region: rec.Str("region"), Takes: 20 * time.Second})
	d := engine.Object("id", a.ID, "region_slug", rec.Str("region"), "resource_id", id, "resource_type", resource,
		"started_at", w.Now, "status", "IN_PROGRESS", "type", kind)
	return d.Raw()
}

func act(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(shares), r.Param("nfs_id"))
	if err != nil {
		return nil, err
	}
	kind, params := r.Body.Str("type"), r.Body.Object("params")
	later := func(args ...string) {
		w.Transition(w.Between(5*time.Second, 20*time.Second), "nfs.act", rec, append([]string{kind}, args...)...)
	}
	vpcs := rec.Strings("vpc_ids")
	var of *engine.Record
	if rec.Str("status") != "ACTIVE" && rec.Str("status") != "INACTIVE" {
		return nil, engine.Unprocessable("the share is %s", rec.Str("status"))
	}
	switch kind {
	case "resize":
		size := params.Integer("size_gib")
		if size <= rec.Integer("size_gib") {
			return nil, engine.Unprocessable("size_gib must be larger than the share's %d", rec.Integer("size_gib"))
		}
		later(strconv.FormatInt(size, 10))
	case "snapshot":
		name := params.Str("name")
		if name == "" {
			return nil, engine.Unprocessable("name is required")
		}
		id := w.UUID()
		of = w.Add(snapshots, id, engine.Object("id", id, "name", name, "size_gib", rec.Integer("size_gib"), "region", rec.Str("region"),
			"status", "CREATING", "created_at", w.Now, "share_id", rec.ID))
		later(id)
	case "attach":
		id := params.Str("vpc_id")
		if err := inRegion(w, id, rec.Str("region")); err != nil {
			return nil, err
		}
		if slices.Contains(vpcs, id) {
			return nil, engine.Conflict("the share is attached to %s already", id)
		}
		later(id)
	case "detach":
		id := params.Str("vpc_id")
		if !slices.Contains(vpcs, id) {
			return nil, engine.Unprocessable("the share is not attached to %s", id)
		}
		later(id)
	case "reassign":
		from, to := params.Str("old_vpc_id"), params.Str("new_vpc_id")
		if !slices.Contains(vpcs, from) {
			return nil, engine.Unprocessable("the share is not attached to %s", from)
		}
		if err := inRegion(w, to, rec.Str("region")); err != nil {
			return nil, err
		}
		later(from, to)
	case "switch_performance_tier":
		tier := params.Str("performance_tier")
		if tier != "standard" && tier != "high" {
			return nil, engine.Unprocessable("performance_tier must be standard or high")
		}
		later(tier)
	default:
		return nil, engine.BadType(kind, "resize", "snapshot", "attach", "detach", "reassign", "switch_performance_tier")
	}
	return engine.Answer(http.StatusCreated, "action", action(w, rec, kind, of)), nil
}

// acted is the step in which an action has its effect: its arguments are the type of
// action, and what it is about.
func acted(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil || rec.Deleted {
		return false
	}
	vpcs := rec.Strings("vpc_ids")
	switch args[0] {
	case "resize":
		rec.Put("size_gib", engine.Raw(args[1]))
	case "snapshot":
		if snap := w.Find(snapshots, args[1]); snap != nil {
			snap.Set("status", "ACTIVE")
		}
	case "attach":
		rec.Set("vpc_ids", append(vpcs, args[1]))
	case "detach":
		rec.Set("vpc_ids", slices.DeleteFunc(vpcs, func(v string) bool { return v == args[1] }))
	case "reassign":
		if i := slices.Index(vpcs, args[1]); i >= 0 {
			vpcs[i] = args[2]
		}
		rec.Set("vpc_ids", vpcs)
	case "switch_performance_tier":
		rec.Set("performance_tier", args[1])
	}
	w.Emit(engine.Changed, rec)
	return true
}

func listSnapshots(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	region, share := r.Query.Get("region"), r.Query.Get("share_id")
	list := w.Table(snapshots).List(w.Now, "nfs "+engine.EncodeAll(region, share), func(rec *engine.Record) bool {
		return (region == "" || rec.Str("region") == region) && (share == "" || rec.Str("share_id") == share)
	}, "region", "share_id")
	return w.Whole(r, "snapshots", list, nil)
}

func getSnapshot(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(snapshots), r.Last())
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "snapshot", engine.Raw(rec.Append(nil))), nil
}

func deleteSnapshot(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return remove(w, r, snapshots)
}

func remove(w *engine.World, r *engine.Request, table string) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(table), r.Last())
	if err != nil {
		return nil, err
	}
	w.Remove(rec)
	return engine.NoContent(r.Op.Success[0]), nil
}

func createPoint(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	share, err := w.Existing(w.Table(shares), r.Param("share_id"))
	if err != nil {
		return nil, err
	}
	if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	if err := engine.CheckEnums(r.Op.Body, &r.Body); err != nil {
		return nil, err
	}
	if err := inRegion(w, r.Body.Str("vpc_id"), share.Str("region")); err != nil {
		return nil, err
	}
	id := w.UUID()
	rec := w.Add(points, id, engine.Object("id", id, "name", r.Body.Str("name"), "share_id", share.ID, "path", r.Body.Str("path"),
		"status", "ACCESS_POINT_CREATING", "access_policy", r.Body.Get("access_policy"), "created_at", w.Now, "updated_at", w.Now,
		"is_default", false, "vpc_id", r.Body.Str("vpc_id"), "_of", share.ID))
	w.Transition(w.Between(5*time.Second, 20*time.Second), "nfs.point", rec)
	return engine.Answer(http.StatusCreated, "access_point", engine.Raw(rec.Append(nil)), "action", action(w, share, "create_access_point", nil)), nil
}

// opened is the step in which an access point is ready.
func opened(w *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil {
		return false
	}
	rec.Set("status", "ACCESS_POINT_ACTIVE")
	rec.Set("updated_at", w.Now)
	return true
}

func listPoints(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	share, err := w.Existing(w.Table(shares), r.Param("share_id"))
	if err != nil {
		return nil, err
	}
	status := r.Query.Get("status")
	list := slices.DeleteFunc(slices.Clone(w.Table(points).Of(share.ID)), func(rec *engine.Record) bool { return status != "" && rec.Str("status") != status })
	return w.Whole(r, "access_points", list, nil)
}

func getPoint(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(points), r.Last())
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "access_point", engine.Raw(rec.Append(nil))), nil
}

func deletePoint(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(points), r.Last())
	if err != nil {
		return nil, err
	}
	share := w.Find(shares, rec.Str("share_id"))
	w.Remove(rec)
	if r.Op.Response == nil || share == nil {
		return engine.NoContent(r.Op.Success[0]), nil
	}
	rec.Set("status", "ACCESS_POINT_DELETED")
	return engine.Answer(r.Op.Success[0], "access_point", engine.Raw(rec.Append(nil)), "action", action(w, share, "delete_access_point", nil)), nil
}
