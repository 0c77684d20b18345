package client_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/doapi-lua/doapi/client"
)

// FuzzAnswer gives the client answers of any content. Whatever they are, it
// neither crashes nor asks on and on, its errors are of the documented types,
// and the token goes to the endpoint only.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []struct {
		status      int
		contentType string
		header      string
		body        string
	}{
		{200, "application/json", "5000", `{"droplets":[{"id":1,"networks":{"v4":[{"ip_address":"1.2.3.4","type":"public"}]}}],"links":{"pages":{"next":"https://api.digitalocean.com/v2/droplets?page=2","last":"https://api.digitalocean.com/v2/droplets?page=9"}},"meta":{"total":9}}`},
		{200, "application/json", "x", `{"droplets":[{}],"droplet":{"id":"x","region":5,"created_at":7,"tags":{"a":1}},"links":{"pages":{"next":"//elsewhere/?page=2"}}}`},
		{200, "application/json", "-1", `{"droplets":[{"id":1}],"links":{"pages":{"next":"?page=99999999999999999999","last":"?page=2"}},"meta":{"total":1e99}}`},
		{200, "application/json", "", `{"droplets":[null,[]],"links":[],"meta":"x"}`},
		{202, "text/html", "", " "},
		{204, "", "", ""},
		{302, "text/html", "https://elsewhere/", "<html>"},
		{422, "application/json", "Thu, 01 Jan 1970 00:00:00 GMT", `{"id":5,"message":["a"],"messages":"x","request_id":{}}`},
		{200, "application/json", "", `{"droplets":[{"id":1}],"links":{"pages":{"next":"https://Api.DigitalOcean.Com:/v2/droplets?page=2"}},"meta":{"total":2}}`},
		{502, "text/html", "99999999999999999999", "<html>\x00\xff"},
	} {
		f.Add(seed.status, seed.contentType, seed.header, []byte(seed.body))
	}
	f.Fuzz(func(t *testing.T, status int, contentType, header string, body []byte) {
		if status < 200 || status > 999 {
			t.Skip()
		}
		var requests atomic.Int64 // pages are asked for ahead, on other goroutines
		c := must[*client.Client](t)(client.New(token, client.WithTransport(inProcess(func(r *http.Request) (*http.Response, error) {
			requests.Add(1)
			usual := r.URL.Port() == "" || r.URL.Port() == "443"
			own := r.URL.Scheme == "https" && strings.EqualFold(r.URL.Hostname(), "api.digitalocean.com") && usual
			if sent := r.Header.Get("Authorization") != ""; sent != own {
				t.Errorf("token with %s: %v", r.URL, sent)
			}
			h := http.Header{"Content-Type": {contentType}}
			for _, name := range []string{"Ratelimit-Limit", "Ratelimit-Remaining", "Ratelimit-Reset", "Retry-After", "Location", "X-Request-Id"} {
				h.Set(name, header)
			}
			return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: -1}, nil
		})), client.WithRetryMaxTime(0)))
		defer c.Close()
		check := func(err error) {
			t.Helper()
			var refusal *client.Error
			var bad *client.ResponseError
			switch isRefusal := errors.As(err, &refusal); {
			case (status/100 != 2) != isRefusal:
				t.Errorf("status %d gives %v", status, err)
			case err != nil && !isRefusal && !errors.As(err, &bad):
				t.Errorf("got a %T: %v", err, err)
			case err != nil && strings.ContainsAny(err.Error(), "\n\r\x00\x1b"):
				t.Errorf("got %q", err)
			}
		}
		d, err := c.FetchDroplet(t.Context(), 1)
		check(err)
		if d != nil {
			use(d)
		}
		p := droplets(c)
		defer p.Close()
		n := 0
		for d, err := range p.All(t.Context()) {
			if check(err); err == nil {
				use(d)
			}
			if n++; n > 1_000_000 {
				t.Fatal("a list without an end")
			}
		}
		if n := requests.Load(); n > 100 {
			t.Errorf("%d requests", n)
		}
	})
}

// use looks at an object in every way.
func use(d *client.Droplet) {
	_, _, _, _, _ = d.ID(), d.Name(), d.Status(), d.IPAddress(), d.CreatedAt()
	_, _, _, _ = d.Region(), d.Image(), d.Networks(), d.Tags()
	_, _, _ = d.String(), d.URL(), d.Identity()
	_ = d.Get("networks", "v4", "0", "ip_address").Int()
	_ = d.Equal(d.Client().Droplet(1))
	for range d.Fields() {
	}
}
