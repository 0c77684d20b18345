package paging

import (
	"net/url"
	"testing"
	"time"
)

func TestDeletions(t *testing.T) {
	var d Deletions
	for _, address := range []string{"/v2/droplets/5", "/v2/droplets?tag_name=x", "/v2/domains/example.com/records/7", "/v2/droplets/6/destroy_with_associated_resources/dangerous"} {
		u, err := url.Parse("https://host" + address)
		if err != nil {
			t.Fatal(err)
		}
		d.Note(u, time.Time{})
	}
	for path, want := range map[string]int{"/v2/droplets": 3, "/v2/domains/example.com/records": 1, "/v2/domains": 1, "/v2/images": 0, "/v2/droplets/5": 0} {
		if got := d.Under(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}
