package peers

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/digitalocean/godo"

	"github.com/doapi-lua/doapi/client/sim"
)

// flows counts what a foreign client has done with success.
type flows struct {
	*testing.T
	n int
}

// ok takes the results of a call of godo: the last one is its error.
func (f *flows) ok(what string, results ...any) {
	f.Helper()
	if err, _ := results[len(results)-1].(error); err != nil {
		f.Errorf("%s: %v", what, err)
		return
	}
	f.n++
}

func godoClient(t *testing.T, opts ...sim.Option) *godo.Client {
	t.Helper()
	_, url := sim.Start(t, append([]sim.Option{sim.WithClock(sim.NewScaledClock(2000))}, opts...)...)
	c, err := godo.New(&http.Client{Timeout: time.Minute, Transport: driven}, godo.SetBaseURL(url), godo.SetRequestHeaders(map[string]string{"Authorization": "Bearer x"}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// must returns the value of a call that has to succeed.
func must[T any](f *flows, what string) func(v T, r *godo.Response, err error) T {
	return func(v T, _ *godo.Response, err error) T {
		f.Helper()
		if err != nil {
			f.Fatalf("%s: %v", what, err)
		}
		f.n++
		return v
	}
}

// wait asks until a condition holds.
func wait(f *flows, what string, done func() bool) {
	f.Helper()
	for range 2000 {
		if done() {
			f.n++
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	f.Fatalf("%s does not come", what)
}

// TestGodo has DigitalOcean's own Go client make, show, change and delete things
// of most services. What it cannot decode, or is refused, fails the test.
func TestGodo(t *testing.T) {
	ctx := context.Background()
	c := godoClient(t)
	f := &flows{T: t}
	defer driven.report(t)

	// Droplets, their actions, images, snapshots, keys, tags.
	tag := must[*godo.Tag](f, "Tags.Create")(c.Tags.Create(ctx, &godo.TagCreateRequest{Name: "web"}))
	d := must[*godo.Droplet](f, "Droplets.Create")(c.Droplets.Create(ctx, &godo.DropletCreateRequest{
		Name: "web-1", Region: "nyc3", Size: "s-1vcpu-1gb", Image: godo.DropletCreateImage{Slug: "ubuntu-24-04-x64"}, Tags: []string{tag.Name}, IPv6: true}))
	wait(f, "an active droplet", func() bool { got, _, err := c.Droplets.Get(ctx, d.ID); return err == nil && got.Status == "active" })
	many, _, err := c.Droplets.CreateMultiple(ctx, &godo.DropletMultiCreateRequest{Names: []string{"a", "b"}, Region: "nyc3", Size: "s-1vcpu-1gb", Image: godo.DropletCreateImage{Slug: "debian-13-x64"}})
	f.ok("Droplets.CreateMultiple", err)
	act := func(what string, a *godo.Action, _ *godo.Response, err error) {
		t.Helper()
		f.ok(what, err)
		if err == nil {
			wait(f, what, func() bool { got, _, err := c.Actions.Get(ctx, a.ID); return err == nil && got.Status == "completed" })
		}
	}
	do := func(what string) func(*godo.Action, *godo.Response, error) {
		return func(a *godo.Action, r *godo.Response, err error) { act(what, a, r, err) }
	}
	do("PowerOff")(c.DropletActions.PowerOff(ctx, d.ID))
	do("Resize")(c.DropletActions.Resize(ctx, d.ID, "s-2vcpu-2gb", false))
	do("Snapshot")(c.DropletActions.Snapshot(ctx, d.ID, "snap"))
	do("PowerOn")(c.DropletActions.PowerOn(ctx, d.ID))
	do("Reboot")(c.DropletActions.Reboot(ctx, d.ID))
	do("Rename")(c.DropletActions.Rename(ctx, d.ID, "web-2"))
	do("EnableBackups")(c.DropletActions.EnableBackups(ctx, d.ID))
	do("DisableBackups")(c.DropletActions.DisableBackups(ctx, d.ID))
	do("Shutdown")(c.DropletActions.Shutdown(ctx, d.ID))
	do("PowerCycle")(c.DropletActions.PowerCycle(ctx, d.ID))
	do("PasswordReset")(c.DropletActions.PasswordReset(ctx, d.ID))
	do("RebuildByImageSlug")(c.DropletActions.RebuildByImageSlug(ctx, d.ID, "debian-13-x64"))
	snaps := must[[]godo.Image](f, "Droplets.Snapshots")(c.Droplets.Snapshots(ctx, d.ID, nil))
	f.ok("Droplets.ListByTag", last(c.Droplets.ListByTag(ctx, "web", nil)))
	f.ok("Droplets.Backups", last(c.Droplets.Backups(ctx, d.ID, nil)))
	f.ok("Droplets.Actions", last(c.Droplets.Actions(ctx, d.ID, nil)))
	f.ok("Droplets.Neighbors", last(c.Droplets.Neighbors(ctx, d.ID)))
	f.ok("Droplets.Kernels", last(c.Droplets.Kernels(ctx, d.ID, nil)))
	f.ok("Droplets.ListAssociatedResourcesForDeletion", last(c.Droplets.ListAssociatedResourcesForDeletion(ctx, d.ID)))
	f.ok("Droplets.GetBackupPolicy", last(c.Droplets.GetBackupPolicy(ctx, d.ID)))
	f.ok("Images.GetByID", last(c.Images.GetByID(ctx, snaps[0].ID)))
	f.ok("Images.GetBySlug", last(c.Images.GetBySlug(ctx, "debian-13-x64")))
	f.ok("Images.Update", last(c.Images.Update(ctx, snaps[0].ID, &godo.ImageUpdateRequest{Name: "renamed"})))
	do("ImageActions.Transfer")(c.ImageActions.Transfer(ctx, snaps[0].ID, &godo.ActionRequest{"type": "transfer", "region": "ams3"}))
	f.ok("Snapshots.Get", last(c.Snapshots.Get(ctx, itoa(snaps[0].ID))))
	_, err = c.Tags.TagResources(ctx, "web", &godo.TagResourcesRequest{Resources: []godo.Resource{{ID: itoa(many[0].ID), Type: godo.DropletResourceType}}})
	f.ok("Tags.TagResources", err)
	f.ok("Tags.Get", last(c.Tags.Get(ctx, "web")))
	key := must[*godo.Key](f, "Keys.Create")(c.Keys.Create(ctx, &godo.KeyCreateRequest{Name: "k", PublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEy"}))
	f.ok("Keys.GetByFingerprint", last(c.Keys.GetByFingerprint(ctx, key.Fingerprint)))
	f.ok("Keys.UpdateByID", last(c.Keys.UpdateByID(ctx, key.ID, &godo.KeyUpdateRequest{Name: "k2"})))
	_, err = c.Keys.DeleteByID(ctx, key.ID)
	f.ok("Keys.DeleteByID", err)

	// Volumes, domains, addresses, VPCs.
	v := must[*godo.Volume](f, "Storage.CreateVolume")(c.Storage.CreateVolume(ctx, &godo.VolumeCreateRequest{Name: "data", Region: "nyc3", SizeGigaBytes: 10}))
	do("StorageActions.Attach")(c.StorageActions.Attach(ctx, v.ID, d.ID))
	do("StorageActions.DetachByDropletID")(c.StorageActions.DetachByDropletID(ctx, v.ID, d.ID))
	do("StorageActions.Resize")(c.StorageActions.Resize(ctx, v.ID, 20, "nyc3"))
	vs := must[*godo.Snapshot](f, "Storage.CreateSnapshot")(c.Storage.CreateSnapshot(ctx, &godo.SnapshotCreateRequest{VolumeID: v.ID, Name: "s", Description: "d"}))
	f.ok("Storage.GetSnapshot", last(c.Storage.GetSnapshot(ctx, vs.ID)))
	f.ok("Storage.ListSnapshots", last(c.Storage.ListSnapshots(ctx, v.ID, nil)))
	_, err = c.Storage.DeleteSnapshot(ctx, vs.ID)
	f.ok("Storage.DeleteSnapshot", err)
	f.ok("Storage.GetVolume", last(c.Storage.GetVolume(ctx, v.ID)))
	_, err = c.Storage.DeleteVolume(ctx, v.ID)
	f.ok("Storage.DeleteVolume", err)
	f.ok("Domains.Create", last(c.Domains.Create(ctx, &godo.DomainCreateRequest{Name: "example.com", IPAddress: "192.0.2.1"})))
	rec := must[*godo.DomainRecord](f, "Domains.CreateRecord")(c.Domains.CreateRecord(ctx, "example.com", &godo.DomainRecordEditRequest{Type: "MX", Name: "@", Data: "mail.example.com.", Priority: 10, TTL: 300}))
	f.ok("Domains.EditRecord", last(c.Domains.EditRecord(ctx, "example.com", rec.ID, &godo.DomainRecordEditRequest{Type: "MX", Data: "mail2.example.com.", Priority: 5})))
	f.ok("Domains.Record", last(c.Domains.Record(ctx, "example.com", rec.ID)))
	f.ok("Domains.RecordsByType", last(c.Domains.RecordsByType(ctx, "example.com", "MX", nil)))
	f.ok("Domains.Get", last(c.Domains.Get(ctx, "example.com")))
	_, err = c.Domains.DeleteRecord(ctx, "example.com", rec.ID)
	f.ok("Domains.DeleteRecord", err)
	_, err = c.Domains.Delete(ctx, "example.com")
	f.ok("Domains.Delete", err)
	ip := must[*godo.ReservedIP](f, "ReservedIPs.Create")(c.ReservedIPs.Create(ctx, &godo.ReservedIPCreateRequest{Region: "nyc3"}))
	do("ReservedIPActions.Assign")(c.ReservedIPActions.Assign(ctx, ip.IP, d.ID))
	do("ReservedIPActions.Unassign")(c.ReservedIPActions.Unassign(ctx, ip.IP))
	f.ok("ReservedIPs.Get", last(c.ReservedIPs.Get(ctx, ip.IP)))
	f.ok("ReservedIPActions.List", last(c.ReservedIPActions.List(ctx, ip.IP, nil)))
	_, err = c.ReservedIPs.Delete(ctx, ip.IP)
	f.ok("ReservedIPs.Delete", err)
	v6 := must[*godo.ReservedIPV6](f, "ReservedIPV6s.Create")(c.ReservedIPV6s.Create(ctx, &godo.ReservedIPV6CreateRequest{Region: "nyc3"}))
	f.ok("ReservedIPV6Actions.Assign", last(c.ReservedIPV6Actions.Assign(ctx, v6.IP, d.ID)))
	f.ok("ReservedIPV6s.Get", last(c.ReservedIPV6s.Get(ctx, v6.IP)))
	vpc := must[*godo.VPC](f, "VPCs.Create")(c.VPCs.Create(ctx, &godo.VPCCreateRequest{Name: "net", RegionSlug: "nyc3"}))
	vpc2 := must[*godo.VPC](f, "VPCs.Create")(c.VPCs.Create(ctx, &godo.VPCCreateRequest{Name: "net2", RegionSlug: "ams3"}))
	f.ok("VPCs.Update", last(c.VPCs.Update(ctx, vpc.ID, &godo.VPCUpdateRequest{Name: "net3", Description: "d"})))
	f.ok("VPCs.ListMembers", last(c.VPCs.ListMembers(ctx, vpc.ID, nil, nil)))
	peer := must[*godo.VPCPeering](f, "VPCs.CreateVPCPeering")(c.VPCs.CreateVPCPeering(ctx, &godo.VPCPeeringCreateRequest{Name: "p", VPCIDs: []string{vpc.ID, vpc2.ID}}))
	f.ok("VPCs.GetVPCPeering", last(c.VPCs.GetVPCPeering(ctx, peer.ID)))
	f.ok("VPCs.ListVPCPeeringsByVPCID", last(c.VPCs.ListVPCPeeringsByVPCID(ctx, vpc.ID, nil)))
	f.ok("VPCs.UpdateVPCPeering", last(c.VPCs.UpdateVPCPeering(ctx, peer.ID, &godo.VPCPeeringUpdateRequest{Name: "q"})))
	_, err = c.VPCs.DeleteVPCPeering(ctx, peer.ID)
	f.ok("VPCs.DeleteVPCPeering", err)

	// Firewalls, balancers, certificates, projects, CDN, Spaces.
	fw := must[*godo.Firewall](f, "Firewalls.Create")(c.Firewalls.Create(ctx, &godo.FirewallRequest{Name: "fw", DropletIDs: []int{d.ID}, Tags: []string{"web"},
		InboundRules: []godo.InboundRule{{Protocol: "tcp", PortRange: "22", Sources: &godo.Sources{Addresses: []string{"0.0.0.0/0"}}}}}))
	f.ok("Firewalls.Get", last(c.Firewalls.Get(ctx, fw.ID)))
	f.ok("Firewalls.ListByDroplet", last(c.Firewalls.ListByDroplet(ctx, d.ID, nil)))
	_, err = c.Firewalls.AddRules(ctx, fw.ID, &godo.FirewallRulesRequest{OutboundRules: []godo.OutboundRule{{Protocol: "icmp", Destinations: &godo.Destinations{Addresses: []string{"0.0.0.0/0"}}}}})
	f.ok("Firewalls.AddRules", err)
	_, err = c.Firewalls.RemoveDroplets(ctx, fw.ID, d.ID)
	f.ok("Firewalls.RemoveDroplets", err)
	_, err = c.Firewalls.AddDroplets(ctx, fw.ID, d.ID)
	f.ok("Firewalls.AddDroplets", err)
	_, err = c.Firewalls.Delete(ctx, fw.ID)
	f.ok("Firewalls.Delete", err)
	cert := must[*godo.Certificate](f, "Certificates.Create")(c.Certificates.Create(ctx, &godo.CertificateRequest{Name: "c", Type: "lets_encrypt", DNSNames: []string{"example.com"}}))
	f.ok("Certificates.Get", last(c.Certificates.Get(ctx, cert.ID)))
	f.ok("Certificates.ListByName", last(c.Certificates.ListByName(ctx, "c", nil)))
	lb := must[*godo.LoadBalancer](f, "LoadBalancers.Create")(c.LoadBalancers.Create(ctx, &godo.LoadBalancerRequest{Name: "lb", Region: "nyc3", DropletIDs: []int{d.ID},
		ForwardingRules: []godo.ForwardingRule{{EntryProtocol: "https", EntryPort: 443, TargetProtocol: "http", TargetPort: 80, CertificateID: cert.ID}}}))
	wait(f, "an active balancer", func() bool {
		got, _, err := c.LoadBalancers.Get(ctx, lb.ID)
		return err == nil && got.Status == "active" && got.IP != ""
	})
	_, err = c.LoadBalancers.RemoveDroplets(ctx, lb.ID, d.ID)
	f.ok("LoadBalancers.RemoveDroplets", err)
	_, err = c.LoadBalancers.AddForwardingRules(ctx, lb.ID, godo.ForwardingRule{EntryProtocol: "http", EntryPort: 80, TargetProtocol: "http", TargetPort: 80})
	f.ok("LoadBalancers.AddForwardingRules", err)
	_, err = c.LoadBalancers.Delete(ctx, lb.ID)
	f.ok("LoadBalancers.Delete", err)
	_, err = c.Certificates.Delete(ctx, cert.ID)
	f.ok("Certificates.Delete", err)
	p := must[*godo.Project](f, "Projects.Create")(c.Projects.Create(ctx, &godo.CreateProjectRequest{Name: "p", Purpose: "Other", Environment: "Production"}))
	f.ok("Projects.GetDefault", last(c.Projects.GetDefault(ctx)))
	f.ok("Projects.Update", last(c.Projects.Update(ctx, p.ID, &godo.UpdateProjectRequest{Description: "d"})))
	f.ok("Projects.AssignResources", last(c.Projects.AssignResources(ctx, p.ID, d)))
	f.ok("Projects.ListResources", last(c.Projects.ListResources(ctx, p.ID, nil)))
	cdn := must[*godo.CDN](f, "CDNs.Create")(c.CDNs.Create(ctx, &godo.CDNCreateRequest{Origin: "b.nyc3.digitaloceanspaces.com", TTL: 3600}))
	f.ok("CDNs.UpdateTTL", last(c.CDNs.UpdateTTL(ctx, cdn.ID, &godo.CDNUpdateTTLRequest{TTL: 60})))
	_, err = c.CDNs.FlushCache(ctx, cdn.ID, &godo.CDNFlushCacheRequest{Files: []string{"*"}})
	f.ok("CDNs.FlushCache", err)
	_, err = c.CDNs.Delete(ctx, cdn.ID)
	f.ok("CDNs.Delete", err)
	sk := must[*godo.SpacesKey](f, "SpacesKeys.Create")(c.SpacesKeys.Create(ctx, &godo.SpacesKeyCreateRequest{Name: "k", Grants: []*godo.Grant{{Bucket: "b", Permission: "read"}}}))
	f.ok("SpacesKeys.Get", last(c.SpacesKeys.Get(ctx, sk.AccessKey)))
	_, err = c.SpacesKeys.Delete(ctx, sk.AccessKey)
	f.ok("SpacesKeys.Delete", err)

	// Kubernetes and databases.
	k := must[*godo.KubernetesCluster](f, "Kubernetes.Create")(c.Kubernetes.Create(ctx, &godo.KubernetesClusterCreateRequest{Name: "k", RegionSlug: "nyc3", VersionSlug: "1.33.5-do.0",
		NodePools: []*godo.KubernetesNodePoolCreateRequest{{Name: "pool", Size: "s-2vcpu-4gb", Count: 2}}}))
	wait(f, "a running cluster", func() bool {
		got, _, err := c.Kubernetes.Get(ctx, k.ID)
		return err == nil && got.Status.State == "running"
	})
	f.ok("Kubernetes.GetOptions", last(c.Kubernetes.GetOptions(ctx)))
	f.ok("Kubernetes.GetUpgrades", last(c.Kubernetes.GetUpgrades(ctx, k.ID)))
	f.ok("Kubernetes.GetKubeConfig", last(c.Kubernetes.GetKubeConfig(ctx, k.ID, nil)))
	f.ok("Kubernetes.GetCredentials", last(c.Kubernetes.GetCredentials(ctx, k.ID, &godo.KubernetesClusterCredentialsGetRequest{})))
	f.ok("Kubernetes.GetUser", last(c.Kubernetes.GetUser(ctx, k.ID)))
	f.ok("Kubernetes.Update", last(c.Kubernetes.Update(ctx, k.ID, &godo.KubernetesClusterUpdateRequest{Name: "k2"})))
	np := must[*godo.KubernetesNodePool](f, "Kubernetes.CreateNodePool")(c.Kubernetes.CreateNodePool(ctx, k.ID, &godo.KubernetesNodePoolCreateRequest{Name: "more", Size: "s-2vcpu-4gb", Count: 1}))
	three := 3
	f.ok("Kubernetes.UpdateNodePool", last(c.Kubernetes.UpdateNodePool(ctx, k.ID, np.ID, &godo.KubernetesNodePoolUpdateRequest{Count: &three})))
	f.ok("Kubernetes.ListNodePools", last(c.Kubernetes.ListNodePools(ctx, k.ID, nil)))
	_, err = c.Kubernetes.DeleteNodePool(ctx, k.ID, np.ID)
	f.ok("Kubernetes.DeleteNodePool", err)
	f.ok("Kubernetes.ListAssociatedResourcesForDeletion", last(c.Kubernetes.ListAssociatedResourcesForDeletion(ctx, k.ID)))
	_, err = c.Kubernetes.Delete(ctx, k.ID)
	f.ok("Kubernetes.Delete", err)
	db := must[*godo.Database](f, "Databases.Create")(c.Databases.Create(ctx, &godo.DatabaseCreateRequest{Name: "main-db", EngineSlug: "pg", Version: "16", Region: "nyc3", SizeSlug: "db-s-1vcpu-1gb", NumNodes: 1}))
	wait(f, "a database online", func() bool { got, _, err := c.Databases.Get(ctx, db.ID); return err == nil && got.Status == "online" })
	f.ok("Databases.ListOptions", last(c.Databases.ListOptions(ctx)))
	f.ok("Databases.CreateUser", last(c.Databases.CreateUser(ctx, db.ID, &godo.DatabaseCreateUserRequest{Name: "u"})))
	f.ok("Databases.CreateDB", last(c.Databases.CreateDB(ctx, db.ID, &godo.DatabaseCreateDBRequest{Name: "app"})))
	f.ok("Databases.ListUsers", last(c.Databases.ListUsers(ctx, db.ID, nil)))
	f.ok("Databases.ListDBs", last(c.Databases.ListDBs(ctx, db.ID, nil)))
	f.ok("Databases.CreatePool", last(c.Databases.CreatePool(ctx, db.ID, &godo.DatabaseCreatePoolRequest{Name: "pool", Mode: "transaction", Size: 5, Database: "app", User: "u"})))
	f.ok("Databases.GetFirewallRules", last(c.Databases.GetFirewallRules(ctx, db.ID)))
	f.ok("Databases.ListBackups", last(c.Databases.ListBackups(ctx, db.ID, nil)))
	f.ok("Databases.GetCA", last(c.Databases.GetCA(ctx, db.ID)))
	_, err = c.Databases.Delete(ctx, db.ID)
	f.ok("Databases.Delete", err)
	check := must[*godo.UptimeCheck](f, "UptimeChecks.Create")(c.UptimeChecks.Create(ctx, &godo.CreateUptimeCheckRequest{Name: "c", Type: "https", Target: "https://example.com", Regions: []string{"us_east"}, Enabled: true}))
	f.ok("UptimeChecks.GetState", last(c.UptimeChecks.GetState(ctx, check.ID)))
	_, err = c.UptimeChecks.Delete(ctx, check.ID)
	f.ok("UptimeChecks.Delete", err)
	_, err = c.Droplets.DeleteByTag(ctx, "web")
	f.ok("Droplets.DeleteByTag", err)

	f.n += listAll(t, c)
	t.Logf("%d flows", f.n)
	if f.n < 120 {
		t.Errorf("only %d flows", f.n)
	}
}

// absent are what an account does not have before somebody makes it.
var absent = map[string]bool{
	"Security.GetLatestScan": true, "Registry.Get": true, "Registry.GetSubscription": true, "Registries.GetSubscription": true,
}

func refused404(err error) bool {
	var refused *godo.ErrorResponse
	return errors.As(err, &refused) && refused.Response.StatusCode == http.StatusNotFound
}

// listAll calls every method of every service that takes nothing but options, by
// reflection. It returns how many were served; those that the simulator says it
// does not serve are told.
func listAll(t *testing.T, c *godo.Client) (served int) {
	ctx := reflect.ValueOf(context.Background())
	all := reflect.ValueOf(c).Elem()
	var not []string
	for i := range all.NumField() {
		service, name := all.Field(i), all.Type().Field(i).Name
		if service.Kind() != reflect.Interface || !strings.HasSuffix(service.Type().Name(), "Service") || service.IsNil() {
			continue
		}
		for m := range service.Type().NumMethod() {
			method := service.Type().Method(m)
			if name == "BatchInference" { // on a host of its own
				continue
			}
			if !strings.HasPrefix(method.Name, "List") && !strings.HasPrefix(method.Name, "Get") {
				continue
			}
			args := []reflect.Value{ctx}
			for p := 1; p < method.Type.NumIn(); p++ {
				in := method.Type.In(p)
				if in.Kind() != reflect.Pointer || !strings.HasSuffix(in.Elem().Name(), "Options") {
					args = nil
					break
				}
				args = append(args, reflect.New(in.Elem()))
			}
			if args == nil || method.Type.IsVariadic() {
				continue
			}
			out := service.Method(m).Call(args)
			err, _ := out[len(out)-1].Interface().(error)
			var refused *godo.ErrorResponse
			switch {
			case err == nil, absent[name+"."+method.Name] && refused404(err):
				served++
			case errors.As(err, &refused) && refused.Response.StatusCode == http.StatusNotImplemented:
				not = append(not, name+"."+method.Name)
			default:
				t.Errorf("%s.%s: %v", name, method.Name, err)
			}
		}
	}
	t.Logf("%d lists served; not served: %s", served, strings.Join(not, " "))
	return served
}
