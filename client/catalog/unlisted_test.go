package catalog

import (
	"regexp"
	"testing"
)

// Each operation that the description lacks is served or declined with a reason,
// and none of them is in the description after all.
func TestUnlisted(t *testing.T) {
	parameters := regexp.MustCompile(`\{[^}]*\}`)
	operations := 0
	for _, u := range AllUnlisted() {
		if u.Served == (u.Reason != "") {
			t.Errorf("%+v is neither served nor declined with a reason", u)
		}
		if u.Method != "" {
			operations++
			op, _ := Match(u.Method, u.Path)
			if op != nil && parameters.ReplaceAllString(op.Path, "{}") != u.Path {
				op = nil // an item whose id would be the word: /v2/apps/tiers
			}
			if (op != nil) != u.Served || op != nil && !op.Beyond {
				t.Errorf("%s %s: served %v, but the catalog has %v", u.Method, u.Path, u.Served, op)
			}
		}
		if u.Op != "" && ByID(u.Op) == nil {
			t.Errorf("there is no operation %s", u.Op)
		}
	}
	if errUnlisted != nil || operations < 230 {
		t.Errorf("%d operations, %v", operations, errUnlisted)
	}
	for _, op := range All() {
		if u := UnlistedAt(op.Method, op.Path); op.Beyond && (u == nil || !u.Served) {
			t.Errorf("%s is not on the list", op.ID)
		}
	}
	if u := UnlistedAt("GET", "/v2/vpcs/5/subnets"); u == nil || u.Service != "VPCs" || !u.Served {
		t.Errorf("%+v", u)
	}
	if u := UnlistedAt("GET", "/v2/vpcs/5"); u != nil {
		t.Errorf("%+v", u)
	}
}
