package client_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// A client with other settings goes on where the first one was: the tag of
// droplets is one, and so is the end of both.
func TestWith(t *testing.T) {
	w := simulate(t)
	ctx := t.Context()
	request := client.DropletRequest{Name: "web", Image: client.Slug("ubuntu-24-04-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"}
	first := must[*client.Droplet](t)(w.CreateDroplet(ctx, request))
	other, err := w.With(client.WithPerPage(7), client.WithTimeouts(time.Second, 2*time.Second), client.WithWaitInterval(3*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if connect, read := other.Timeouts(); other.PerPage() != 7 || w.PerPage() != 200 || connect != time.Second || read != 2*time.Second || other.WaitInterval() != 3*time.Second {
		t.Errorf("the settings are %d, %v, %v, %v", other.PerPage(), connect, read, other.WaitInterval())
	}
	must[*client.Droplet](t)(other.CreateDroplet(ctx, request))
	moved := other.Adopt(first).(*client.Droplet)
	if moved.Client() != other || !moved.Equal(first) || other.Adopt(moved) != client.Resource(moved) || first.Client() != w.Client {
		t.Errorf("%v belongs to %p, not to %p", moved, moved.Client(), other)
	}
	if region := other.Adopt(first.Region()); region.Base().Client() != other || region.(*client.Region).Slug() != "nyc3" {
		t.Errorf("its region is %v", region)
	}
	var asked string
	for _, err := range moved.FetchAllActions().All(client.Observe(ctx, func(r *client.Reply) { asked = r.URL })) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !strings.HasSuffix(asked, "/actions?per_page=7") {
		t.Errorf("asked for %s", asked)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := w.FetchAccount(ctx); !errors.Is(err, client.ErrClosed) {
		t.Errorf("after the other's Close: %v", err)
	}
	if n := w.server.Requests().ByOperation["tags_delete"]; n != 1 {
		t.Errorf("%d tags were removed", n)
	}
	for _, option := range []client.Option{client.WithEndpoint("https://example.com"), client.WithClock(client.RealClock()), client.WithPerPage(-1)} {
		if _, err := w.With(option); err == nil {
			t.Error("an option that cannot be is taken")
		}
	}
}

func TestWithField(t *testing.T) {
	w := simulate(t)
	tag := w.Tag("a")
	for _, c := range []struct{ name, value, want string }{
		{"name", `"b"`, `{"name":"b"}`},
		{"n\n", `[1, {}]`, `{"name":"a","n\n":[1, {}]}`},
		{"name", "", `{}`},
		{"none", "", `{"name":"a"}`},
		{"name", "null", `{"name":null}`},
	} {
		var value json.RawMessage
		if c.value != "" {
			value = json.RawMessage(c.value)
		}
		changed, err := client.WithField(tag, c.name, value)
		if err != nil || changed.Base().Value().Raw() != c.want {
			t.Errorf("%q = %s: got %v, %v, want %s", c.name, c.value, changed, err, c.want)
		}
	}
	var wrong *jsontext.SyntaxError
	if _, err := client.WithField(tag, "x", json.RawMessage("{")); !errors.As(err, &wrong) {
		t.Errorf("broken JSON: %v", err)
	}
	if tag.Name() != "a" {
		t.Errorf("the object itself became %v", tag)
	}
}
