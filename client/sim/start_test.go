package sim

import (
	"net/http"
	"testing"
)

func TestStart(t *testing.T) {
	_, url := Start(t, Droplets(2))
	req, _ := http.NewRequest("GET", url+"/v2/droplets", nil)
	req.Header.Set("Authorization", "Bearer x")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	same(t, "status", resp.StatusCode, 200)
}

func TestWorld(t *testing.T) {
	a := newAPI(t)
	w := a.server.World()
	if err := w.Start(3, 9); err != nil {
		t.Fatal(err)
	}
	droplets, _ := w.State()["droplets"].([]any)
	same(t, "droplets", len(droplets), 3)
	if err := w.Fail(`{"kind":"status","status":503,"operation":"account_get","times":1}`); err != nil {
		t.Fatal(err)
	}
	a.do(503, "GET", "/v2/account", nil)
	a.get("/v2/account")
	same(t, "requests", w.Requests()["account_get"], 2)
	before := a.server.Clock().Now()
	if err := w.Advance(90); err != nil || a.server.Clock().Now().Sub(before).Seconds() != 90 {
		t.Errorf("advance: %v", err)
	}
	if w.Advance(-1) == nil || w.Fail("{") == nil || w.Start(-1, 0) != nil || w.Start(5_000_000, 0) == nil {
		t.Error("what cannot be is taken")
	}
}
