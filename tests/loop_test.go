package tests

import (
	"testing"

	"github.com/doapi-lua/doapi/client/sim"
)

// TestDeletingInALoop deletes every one of 1,000 droplets in the loop that
// lists them.
func TestDeletingInALoop(t *testing.T) {
	w := newWorld(t, sim.Droplets(1000))
	got := w.run(t, `
		local deleted = 0
		for d in do.fetch_all_droplets() do
			d:delete()
			deleted = deleted + 1
		end
		require("task").sleep(60)
		print(deleted, do.fetch_all_droplets():count())`)
	if got != "1000\t0\n" {
		t.Errorf("deleted and left: %q", got)
	}
}
