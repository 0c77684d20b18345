package sim

import "net/http"

// addressLimit is how many reserved IPs the account may have.
const addressLimit = 1000

func getAccount(w *world, r *request) (*reply, error) {
	account := object("droplet_limit", w.opts.dropletLimit, "floating_ip_limit", addressLimit, "reserved_ip_limit", addressLimit,
		"volume_limit", 1000, "email", "sammy@example.com", "name", "Sammy the Shark",
		"uuid", "b6fr89dbf6d9156cace5f3c78dc9851d957381ef", "email_verified", true, "status", "active", "status_message", "",
		"team", object("uuid", "5df3e3004a17e242b7c20ca6c9fc25b701a47ece", "name", "My Team"))
	return answer(http.StatusOK, "account", account), nil
}

// listOffers serves what never changes.
func listOffers(key string, docs func(*offers) []raw) handler {
	return func(w *world, r *request) (*reply, error) {
		list := docs(offered())
		records := make([]*record, len(list))
		for i := range list {
			records[i] = &record{serial: int64(i)}
		}
		return w.page(r, key, records, false, func(_ *world, _ *request, buf []byte, rec *record) []byte {
			return append(buf, list[rec.serial]...)
		})
	}
}

func regionDocs(o *offers) []raw {
	docs := make([]raw, len(o.Regions))
	for i, r := range o.Regions {
		docs[i] = r.doc
	}
	return docs
}

func sizeDocs(o *offers) []raw {
	docs := make([]raw, len(o.Sizes))
	for i, s := range o.Sizes {
		docs[i] = s.doc
	}
	return docs
}
