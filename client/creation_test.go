package client_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/sim"
)

// A droplet whose creation failed stays new for ever: the wait for it ends with
// its action, and goes on for the others.
func TestWaitForWhatIsNeverMade(t *testing.T) {
	for name, until := range map[string]client.Condition{"status": client.StatusIs("active"), "ready": client.Ready(), "settled": client.Settled()} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			w := simulate(t, sim.Faults(sim.Fault{Operation: "droplets_create", Kind: "errored", Times: 1}))
			var all []*client.Droplet
			for range 2 {
				all = append(all, must[*client.Droplet](t)(w.CreateDroplet(ctx, client.DropletRequest{Name: "web", Image: client.Slug("debian-12-x64"), Size: "s-1vcpu-1gb", Region: "nyc3"})))
			}
			before := w.clock.Now()
			waiter := client.Wait(all, until)
			made, err := waiter.Next(ctx)
			ok(t, err)
			equal(t, "made", made.ID(), all[1].ID())
			_, err = waiter.Next(ctx)
			var failed *client.ActionError
			if !errors.As(err, &failed) || failed.Action.Type() != "create" || failed.Action.ResourceID() != all[0].ID() {
				t.Fatalf("the wait ends with %v", err)
			}
			if took := w.clock.Now().Sub(before); took > 2*time.Minute {
				t.Errorf("it took %v to find out", took)
			}
			// One that nobody waits to be made may fail.
			_, err = client.Wait(all[:1], client.Until(func(client.Resource) bool { return w.clock.Now().Sub(before) > time.Hour })).Next(ctx)
			ok(t, err)
		})
	}
}

// A cluster has settled when the nodes of its pools have.
func TestWaitForTheNodesOfACluster(t *testing.T) {
	w, ctx := simulate(t), context.Background()
	call := func(op string, args client.Args) *client.Item {
		t.Helper()
		answer := must[*client.Answer](t)(w.Call(ctx, catalog.ByID(op), args))
		return answer.Object().(*client.Item)
	}
	cluster := call("kubernetes_create_cluster", client.Args{"name": "c", "region": "fra1", "version": "latest",
		"node_pools": []any{map[string]any{"name": "web", "size": "s-2vcpu-4gb", "count": 1}}})
	cluster = must[*client.Item](t)(client.Wait([]*client.Item{cluster}, client.Settled()).Next(ctx))
	var id string
	for p := range cluster.Field("node_pools").Elements() {
		id = p.Get("id").Text()
	}
	call("kubernetes_update_nodePool", client.Args{"cluster_id": cluster.Identity(), "node_pool_id": id, "name": "web", "count": 3})
	cluster = must[*client.Item](t)(client.Wait([]*client.Item{cluster}, client.Settled()).Next(ctx))
	running := 0
	for p := range cluster.Field("node_pools").Elements() {
		for n := range p.Get("nodes").Elements() {
			if n.Get("status", "state").Is("running") {
				running++
			}
		}
	}
	equal(t, "running nodes", running, 3)
}
