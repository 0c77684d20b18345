package catalog

import "testing"

// TestUndo holds that every change has an inverse, or a reason why not, and
// that each of the tables' names is an operation.
func TestUndo(t *testing.T) {
	counts := map[UndoMethod]int{}
	for _, op := range All() {
		u := op.Undo("")
		if (u.Method == NoUndo) != (u.By == nil) || (u.Method == NoUndo) != (u.Why != "") {
			t.Errorf("%s: %+v", op.ID, u)
		}
		if op.Effect == Change {
			counts[u.Method]++
		}
		if u.By != nil && u.By.Effect != Change {
			t.Errorf("%s is taken back by %s, which changes nothing", op.ID, u.By.ID)
		}
	}
	for _, m := range []UndoMethod{NoUndo, UndoDelete, UndoRestore, UndoOpposite} {
		if counts[m] == 0 {
			t.Errorf("no operation has the method %d", m)
		}
	}
	for forth, back := range opposites() {
		if ByID(forth) == nil || ByID(back) == nil {
			t.Errorf("%s and %s are no operations", forth, back)
		}
	}
	for id := range reasons() {
		if ByID(id) == nil {
			t.Errorf("%s is no operation", id)
		}
	}
	action := ByID("dropletActions_post")
	if u := action.Undo("power_off"); u.Type != "power_on" || u.By != action {
		t.Errorf("power_off: %+v", u)
	}
	if u := action.Undo("snapshot"); u.Why != whySnapshot {
		t.Errorf("snapshot: %+v", u)
	}
	if u := (*Operation)(nil).Undo(""); u.Why == "" {
		t.Error("what the catalog does not know can be taken back")
	}
}
