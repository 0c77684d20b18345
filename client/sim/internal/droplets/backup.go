package droplets

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

var (
	backupHours = []int64{0, 4, 8, 12, 16, 20}
	backupDays  = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
)

const backupWindow = 4 * time.Hour

// kept is how many backups a plan keeps.
func kept(plan string) int {
	switch plan {
	case "weekly":
		return 4
	case "daily":
		return 7
	}
	return 0
}

// backupPolicy reads the policy of a body, with what it leaves out filled in.
func backupPolicy(body *engine.Document) (engine.Raw, error) {
	given := body.Object("backup_policy")
	plan, day, hour := given.Str("plan"), given.Str("weekday"), given.Integer("hour")
	if plan == "" {
		plan = "daily"
		if day != "" {
			plan = "weekly"
		}
	}
	if kept(plan) == 0 {
		return "", engine.Unprocessable("backup_policy.plan must be one of daily, weekly")
	}
	if !slices.Contains(backupHours, hour) {
		return "", engine.Unprocessable("backup_policy.hour must be one of 0, 4, 8, 12, 16, 20")
	}
	if plan == "daily" {
		d := engine.Object("plan", plan, "hour", hour, "window_length_hours", 4, "retention_period_days", 7)
		return d.Raw(), nil
	}
	if day == "" {
		day = "SUN"
	}
	if !slices.Contains(backupDays, day) {
		return "", engine.Unprocessable("backup_policy.weekday must be one of SUN, MON, TUE, WED, THU, FRI, SAT")
	}
	d := engine.Object("plan", plan, "weekday", day, "hour", hour, "window_length_hours", 4, "retention_period_days", 28)
	return d.Raw(), nil
}

// nextWindow is when the next backup of a policy begins.
func nextWindow(policy *engine.Document, now time.Time) time.Time {
	now = now.UTC()
	at := time.Date(now.Year(), now.Month(), now.Day(), int(policy.Integer("hour")), 0, 0, 0, time.UTC)
	day := slices.Index(backupDays, policy.Str("weekday"))
	for !at.After(now) || day >= 0 && int(at.Weekday()) != day {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// enableBackups sets a policy and has the backups made.
func enableBackups(w *engine.World, rec *engine.Record, policy engine.Raw) {
	rec.Set("_policy", policy)
	if features := rec.Strings("features"); !slices.Contains(features, "backups") {
		rec.Set("features", append(features, "backups"))
	}
	planBackup(w, rec, policy)
}

func disableBackups(w *engine.World, rec *engine.Record) {
	rec.Unset("_policy")
	rec.Set("next_backup_window", nil)
	rec.Set("features", slices.DeleteFunc(rec.Strings("features"), func(f string) bool { return f == "backups" }))
}

// planBackup shows the next window and makes a backup in it, unless
// another plan has been made by then.
func planBackup(w *engine.World, rec *engine.Record, policy engine.Raw) {
	p, _ := engine.ParseDocument(policy)
	at := nextWindow(&p, w.Now)
	rec.Set("next_backup_window", engine.Object("start", at, "end", at.Add(backupWindow)))
	plan := w.Counter("plan")
	rec.Set("_plan", plan)
	w.Later(at.Sub(w.Now), "droplets.backup", rec, strconv.FormatInt(plan, 10), string(policy))
}

// planned is the step of a backup: its arguments are the plan and its policy.
func planned(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil || rec.Deleted || !rec.Has("_policy") || string(rec.Get("_plan")) != args[0] {
		return false
	}
	policy := engine.Raw(args[1])
	if !w.Pending(engine.DropletKey(rec.ID)) { // else this one is left out
		p, _ := engine.ParseDocument(policy)
		backUp(w, rec, kept(p.Str("plan")))
	}
	planBackup(w, rec, policy)
	return true
}

// backUp makes one backup and drops the oldest of more than keep.
func backUp(w *engine.World, rec *engine.Record, keep int) {
	w.Start(engine.Action{
		Kind: "backup", On: engine.DropletKey(rec.ID), ResourceType: "droplet", ID: rec.Get("id"), Region: engine.RegionOf(rec),
		Takes: w.Between(3*time.Minute, 8*time.Minute), Then: "droplets.back_up", For: rec, Args: []string{stamp(w.Now), strconv.Itoa(keep)},
	})
}

// backedUp is the step in which a backup is there: its arguments are when it began,
// and how many are kept.
func backedUp(w *engine.World, rec *engine.Record, args []string) bool {
	if rec == nil {
		return false
	}
	capture(w, rec, "backup", rec.Str("name")+" "+w.Now.UTC().Format("2006-01-02"), instant(args[0]))
	keep, _ := strconv.Atoi(args[1])
	ids := rec.Integers("backup_ids")
	for _, id := range ids[:max(0, len(ids)-keep)] {
		if img := w.Table("images").Live(string(engine.Encode(id))); img != nil {
			dropImage(w, img)
		}
	}
	return true
}

// stamp and instant write and read times among the arguments of steps.
func stamp(t time.Time) string { return t.Format(time.RFC3339Nano) }

func instant(s string) time.Time {
	t, _ := time.Parse(time.RFC3339Nano, s)
	return t
}

// policyRecord is how the API tells a droplet's backups.
func policyRecord(rec *engine.Record) engine.Document {
	policy := rec.Get("_policy")
	d := engine.Object("droplet_id", rec.Get("id"), "backup_enabled", policy != "")
	if policy != "" {
		d.Set("backup_policy", policy)
		d.Set("next_backup_window", rec.Get("next_backup_window"))
	}
	return d
}

func getBackupPolicy(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := droplet(w, r)
	if err != nil {
		return nil, err
	}
	return engine.Answer(http.StatusOK, "policy", policyRecord(rec)), nil
}

// listBackupPolicies pages through all droplets, but answers with an object of
// them instead of a list.
func listBackupPolicies(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	policies := &engine.Document{}
	paged, err := w.Page(r, "policies", w.Table("droplets").List(w.Now, "", nil), false,
		func(_ *engine.World, _ *engine.Request, buf []byte, rec *engine.Record) []byte {
			policies.Fields = append(policies.Fields, engine.Field{Key: rec.ID, Value: engine.Encode(policyRecord(rec))})
			return append(buf, "null"...)
		})
	if err != nil {
		return nil, err
	}
	body, err := engine.ParseDocument(paged.Body)
	if err != nil {
		return nil, err
	}
	body.Set("policies", *policies)
	paged.Body = body.Append(nil)
	return paged, nil
}

func supportedPolicies(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	plan := func(name string, days []string, retention int) engine.Raw {
		d := engine.Object("name", name, "possible_window_starts", backupHours, "window_length_hours", 4,
			"retention_period_days", retention, "possible_days", days)
		return d.Raw()
	}
	return engine.Answer(http.StatusOK, "supported_policies", []engine.Raw{plan("weekly", backupDays, 28), plan("daily", []string{}, 7)}), nil
}
