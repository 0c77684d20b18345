package vpcs

import (
	"net/http"
	"slices"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// Peerings join two VPCs. They are on two paths: those of the account and those
// of a VPC.
const peerings = "vpc_peerings"

var peeringKind = &engine.Kind{
	Path: "/v2/vpc_peerings",
	Create: func(w *engine.World, r *engine.Request, d *engine.Document) (string, error) {
		if !r.Body.Has("vpc_ids") {
			return "", engine.Unprocessable("vpc_ids is required")
		}
		return newPeering(w, r, d, r.Body.Strings("vpc_ids"))
	},
	Created: provide,
	Missing: "VPC peering %s not found", // https://github.com/digitalocean/doctl/blob/main/commands/vpc_peerings.go
	Update:  renamePeering,
}

func newPeering(w *engine.World, r *engine.Request, d *engine.Document, ids []string) (string, error) {
	name := r.Body.Str("name")
	switch {
	case name == "":
		return "", engine.Unprocessable("name is required")
	case !engine.IsVPCName(name):
		return "", engine.Unprocessable("name must hold only letters, digits, dots and dashes")
	case len(ids) != 2 || ids[0] == ids[1]:
		return "", engine.Unprocessable("vpc_ids must name two VPCs")
	}
	for _, id := range ids {
		if w.Find("vpcs", id) == nil {
			return "", engine.Unprocessable("VPC %s does not exist", id)
		}
	}
	if w.Named(peerings, name) != nil {
		return "", engine.Conflict("a VPC peering with the name %s already exists", name)
	}
	for _, rec := range w.Table(peerings).Holding("vpc_ids", nil, ids[0]) {
		if !rec.Deleted && slices.Contains(rec.Strings("vpc_ids"), ids[1]) {
			return "", engine.Conflict("a VPC peering between these VPCs already exists")
		}
	}
	id := w.UUID()
	*d = engine.Object("id", id, "name", name, "created_at", w.Now, "status", "PROVISIONING", "vpc_ids", ids)
	return id, nil
}

func provide(w *engine.World, _ *engine.Request, rec *engine.Record) {
	w.Transition(w.Between(5*time.Second, 12*time.Second), "vpcs.provide", rec)
}

func provided(_ *engine.World, rec *engine.Record, _ []string) bool {
	if rec == nil || rec.Str("status") != "PROVISIONING" {
		return false
	}
	rec.Set("status", "ACTIVE")
	return true
}

func renamePeering(_ *engine.World, _ *engine.Request, _ *engine.Record, changes *engine.Document) error {
	if changes.Str("name") == "" {
		return engine.Unprocessable("name is required")
	}
	*changes = engine.Object("name", changes.Str("name"))
	return nil
}

// deletePeering lets a peering go; it is shown until it has gone.
func deletePeering(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(peerings), r.Param("vpc_peering_id"))
	if err != nil {
		return nil, err
	}
	if rec.Str("status") != "DELETING" {
		rec.Set("status", "DELETING")
		w.Transition(w.Between(4*time.Second, 8*time.Second), "remove", rec)
	}
	return engine.Answer(r.Op.Success[0], "vpc_peering", rec.Raw()), nil
}

// The operations on the peerings of one VPC.

func peeringsOf(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	vpc, err := w.Existing(w.Table("vpcs"), r.Param("vpc_id"))
	if err != nil {
		return nil, err
	}
	return w.Page(r, "peerings", w.Table(peerings).Holding("vpc_ids", nil, vpc.ID), false, nil)
}

func createPeering(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	vpc, err := w.Existing(w.Table("vpcs"), r.Param("vpc_id"))
	if err != nil {
		return nil, err
	}
	if r.Body.Str("vpc_id") == "" {
		return nil, engine.Unprocessable("vpc_id is required")
	}
	var d engine.Document
	id, err := newPeering(w, r, &d, []string{vpc.ID, r.Body.Str("vpc_id")})
	if err != nil {
		return nil, err
	}
	rec := w.Add(peerings, id, d)
	w.Created(r, rec)
	provide(w, r, rec)
	return engine.Answer(http.StatusAccepted, "peering", rec.Raw()), nil
}

func patchPeering(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(peerings), r.Param("vpc_peering_id"))
	if err != nil || !slices.Contains(rec.Strings("vpc_ids"), r.Param("vpc_id")) {
		return nil, engine.ErrNotFound
	}
	if r.Body.Str("name") == "" {
		return nil, engine.Unprocessable("name is required")
	}
	rec.Set("name", r.Body.Str("name"))
	return engine.Answer(http.StatusOK, "peering", rec.Raw()), nil
}
