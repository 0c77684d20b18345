package databases

import (
	"encoding/base64"
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

func getCA(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := cluster(w, r)
	if err != nil {
		return nil, err
	}
	text, err := engine.Authority(rec)
	if err != nil {
		return nil, err
	}
	d := engine.Object("certificate", base64.StdEncoding.EncodeToString(text))
	return engine.Answer(http.StatusOK, "ca", d.Raw()), nil
}
