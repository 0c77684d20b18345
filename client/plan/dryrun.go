package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/doapi-lua/doapi/client/change"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// question asks the account what it answers without changing anything, by a
// method other than GET: its own dry runs. What is about things that exist in the
// plan alone only the copy can answer.
func (o *Overlay) question(r *http.Request, body []byte) (*saved, error) {
	key := r.Method + " " + o.names.refer(r.URL.String()) + " " + o.names.refer(string(body))
	if a := o.answers[key]; a != nil {
		return a, nil
	}
	if o.names.knows(r.URL.Path) || o.names.knows(string(body)) {
		return o.learned(o.simulated(r.Context(), r.Method, r.URL, body))
	}
	o.requests++
	ask := r.Clone(r.Context())
	ask.Body, ask.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	ask.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	a, err := whole(o.account.RoundTrip(ask))
	if err != nil {
		return nil, err
	}
	if a.status/100 == 2 || a.status/100 == 4 && a.status != http.StatusTooManyRequests {
		o.answers[key] = a
	}
	return a, nil
}

// dryRun has the account itself judge a change, where it can do so without making
// it. It gives the refusal, nil if there is none.
func (o *Overlay) dryRun(r *http.Request, what *change.Change) (*saved, error) {
	var path string
	body := map[string]json.RawMessage{}
	switch what.Op.ID {
	case "apps_create", "apps_update":
		path = "/v2/apps/propose"
		body["spec"] = json.RawMessage(what.Body.Get("spec").Raw())
		if what.Op.ID == "apps_update" {
			id, _ := json.Marshal(lastElement(what.Path))
			body["app_id"] = id
		}
	case "registry_create", "registries_create":
		path = strings.TrimSuffix(what.Path, "/") + "/validate-name"
		body["name"] = json.RawMessage(what.Body.Get("name").Raw())
	default:
		return nil, nil
	}
	text, err := json.Marshal(body)
	if err != nil || o.names.knows(string(text)) {
		return nil, nil // what only the plan knows the account cannot judge
	}
	at := *r.URL
	i := strings.Index(at.Path, "/v2/")
	if i < 0 {
		return nil, nil
	}
	at.Path, at.RawPath, at.RawQuery = at.Path[:i]+path, "", ""
	ask := r.Clone(r.Context())
	ask.Method, ask.URL = http.MethodPost, &at
	a, err := o.question(ask, text)
	if err != nil {
		return nil, fmt.Errorf("asking whether %s would be refused: %w", what.Operation(), err)
	}
	switch a.status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusPreconditionFailed:
		return a, nil
	}
	answer, _ := jsontext.Parse(string(a.body))
	if free := answer.Get("app_name_available"); free.Exists() && !free.Bool() {
		refusal, _ := json.Marshal(map[string]string{"id": "conflict", "message": fmt.Sprintf("the name %s is taken", what.Body.Get("spec", "name").Text())})
		return &saved{http.StatusConflict, http.Header{"Content-Type": {"application/json"}}, refusal}, nil
	}
	return nil, nil
}
