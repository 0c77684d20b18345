package droplets

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// transfers are offers of images to other accounts. There is no other account
// here: an image whose offer is accepted is gone from this one.
const transfers = "_image_transfers"

func transferOps() map[string]engine.Handler {
	return map[string]engine.Handler{
		"images_post_account_transfer_create":  offerImage,
		"images_post_account_transfer_accept":  endTransfer(true),
		"images_post_account_transfer_cancel":  endTransfer(false),
		"images_post_account_transfer_decline": endTransfer(false),
	}
}

// own finds the image in the path, which must be of the account.
func own(w *engine.World, r *engine.Request) (*engine.Record, error) {
	rec := findImage(w, r.Params[0].Value)
	switch {
	case rec == nil || rec.Deleted:
		return nil, engine.ErrNotFound
	case rec.Boolean("public"):
		return nil, engine.ErrForbidden
	}
	return rec, nil
}

func offerImage(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := own(w, r)
	if err != nil {
		return nil, err
	}
	mail, id := r.Body.Str("recipient_email"), r.Body.Str("recipient_uuid")
	switch {
	case (mail == "") == (id == ""):
		return nil, engine.Unprocessable("one of recipient_email and recipient_uuid is required")
	case len(w.Table(transfers).Of(rec.ID)) > 0:
		return nil, engine.Conflict("the image is offered to another account already")
	}
	n := w.NextID("item")
	w.Add(transfers, string(engine.Encode(n)), engine.Object("id", n, "recipient_email", mail, "recipient_uuid", id, "_of", rec.ID))
	return engine.Answer(http.StatusCreated, "transfer_id", n), nil
}

// endTransfer ends an offer, by taking the image or by leaving it.
func endTransfer(accepted bool) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, err := own(w, r)
		if err != nil {
			return nil, err
		}
		if err := engine.CheckRequired(r.Op.Body, &r.Body); err != nil {
			return nil, err
		}
		offer := w.Find(transfers, string(r.Body.Get("transfer_id")))
		if offer == nil || offer.Str("_of") != rec.ID {
			return nil, engine.ErrNotFound
		}
		if accepted && offer.Str("recipient_uuid") != "" && offer.Str("recipient_uuid") != r.Body.Str("recipient_uuid") {
			return nil, engine.ErrForbidden
		}
		w.Remove(offer)
		if accepted {
			dropImage(w, rec)
		}
		return engine.NoContent(r.Op.Success[0]), nil
	}
}
