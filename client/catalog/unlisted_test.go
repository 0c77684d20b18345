package catalog

import "testing"

// Each operation that the description lacks is served or declined with a reason,
// and none of them is in the description after all.
func TestUnlisted(t *testing.T) {
	operations := 0
	for _, u := range AllUnlisted() {
		if u.Served == (u.Reason != "") {
			t.Errorf("%+v is neither served nor declined with a reason", u)
		}
		if u.Method != "" {
			operations++
			if op, _ := Match(u.Method, u.Path); op != nil && !u.Served {
				t.Errorf("%s %s is described now, as %s", u.Method, u.Path, op.ID)
			}
		}
		if u.Op != "" && ByID(u.Op) == nil {
			t.Errorf("there is no operation %s", u.Op)
		}
	}
	if errUnlisted != nil || operations < 170 {
		t.Errorf("%d operations, %v", operations, errUnlisted)
	}
	if u := UnlistedAt("GET", "/v2/vpcs/5/subnets"); u == nil || u.Service != "VPCs" {
		t.Errorf("%+v", u)
	}
	if u := UnlistedAt("GET", "/v2/vpcs/5"); u != nil {
		t.Errorf("%+v", u)
	}
}
