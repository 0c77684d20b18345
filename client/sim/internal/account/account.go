package account

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func getAccount(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	account := engine.Object("droplet_limit", w.Settings.DropletLimit, "floating_ip_limit", engine.AddressLimit, "reserved_ip_limit", engine.AddressLimit,
		"volume_limit", 1000, "email", engine.UserEmail, "name", "Sammy the Shark",
		"uuid", engine.UserUUID, "email_verified", true, "status", "active", "status_message", "",
		"team", engine.Object("uuid", "5df3e300-4a17-8242-b7c2-0ca6c9fc25b7", "name", "My Team"))
	return engine.Answer(http.StatusOK, "account", account), nil
}

// listOffers serves what never changes.
func listOffers(key string, docs func(*engine.Offers) []engine.Raw) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		list := docs(engine.Offered())
		records := make([]*engine.Record, len(list))
		for i := range list {
			records[i] = &engine.Record{Serial: int64(i)}
		}
		return w.Page(r, key, records, false, func(_ *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
			return append(buf, list[rec.Serial]...)
		})
	}
}

func regionDocs(o *engine.Offers) []engine.Raw {
	docs := make([]engine.Raw, len(o.Regions))
	for i, r := range o.Regions {
		docs[i] = r.Doc
	}
	return docs
}

func sizeDocs(o *engine.Offers) []engine.Raw {
	docs := make([]engine.Raw, len(o.Sizes))
	for i, s := range o.Sizes {
		docs[i] = s.Doc
	}
	return docs
}
