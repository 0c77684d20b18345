package proxy

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Through the proxy https://api.digitalocean.com is the simulator, and other hosts
// are refused.
func TestProxy(t *testing.T) {
	p, authority, err := New(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	p.Next = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "at "+r.Host+r.URL.Path) })
	outer := httptest.NewServer(p)
	defer outer.Close()
	inner := &http.Server{Handler: p}
	go inner.Serve(p.Listener())
	defer inner.Close()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	at, _ := url.Parse(outer.URL)
	client := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(at), TLSClientConfig: &tls.Config{RootCAs: pool}}}
	defer client.CloseIdleConnections()
	for range 2 {
		resp, err := client.Get("https://api.digitalocean.com/v2/account")
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(text) != "at api.digitalocean.com/v2/account" {
			t.Errorf("got %q", text)
		}
	}
	if _, err := client.Get("https://example.org/"); err == nil || !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("another host: %v", err)
	}
	resp, err := client.Get("http://example.org/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("another host in plain HTTP: %s", resp.Status)
	}
	direct, err := http.Get(outer.URL + "/v2/account")
	if err != nil {
		t.Fatal(err)
	}
	direct.Body.Close()
	if direct.StatusCode != http.StatusOK {
		t.Errorf("without the proxy: %s", direct.Status)
	}
}
