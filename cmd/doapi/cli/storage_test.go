package cli

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
)

// Object storage answers at its hosts, and begins anew with the account.
func TestWithStorage(t *testing.T) {
	storage := &spaces.Server{Now: time.Now, Explicit: true}
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusTeapot) })
	handler := withStorage(storage, api, storage)
	send := func(method, url, body string, want int) {
		t.Helper()
		r := httptest.NewRequest(method, url, strings.NewReader(body))
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 x")
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%s %s: %d, want %d: %s", method, url, w.Code, want, w.Body)
		}
	}
	send("PUT", "https://nyc3.digitaloceanspaces.com/bucket", "", 200)
	send("PUT", "https://bucket.nyc3.digitaloceanspaces.com/a", "x", 200)
	send("GET", "https://nyc3.digitaloceanspaces.com/bucket/a", "", 200)
	send("GET", "https://bucket.nyc3.digitaloceanspaces.com:443/a", "", 200)
	send("GET", "https://api.digitalocean.com/bucket/a", "", http.StatusTeapot)
	send("POST", "http://127.0.0.1:1/_sim/reset", "", http.StatusTeapot)
	send("GET", "https://nyc3.digitaloceanspaces.com/bucket/a", "", 404)
}
