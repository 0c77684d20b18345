package sim

import (
	"net/http"
	"slices"
	"time"
)

var (
	backupHours = []int64{0, 4, 8, 12, 16, 20}
	backupDays  = []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
)

const backupWindow = 4 * time.Hour

// kept is how many backups a plan keeps.
var kept = map[string]int{"weekly": 4, "daily": 7}

// backupPolicy reads the policy of a body, with what it leaves out filled in.
func backupPolicy(body *document) (raw, error) {
	given := body.object("backup_policy")
	plan, day, hour := given.str("plan"), given.str("weekday"), given.integer("hour")
	if plan == "" {
		plan = "daily"
		if day != "" {
			plan = "weekly"
		}
	}
	if kept[plan] == 0 {
		return "", unprocessable("backup_policy.plan must be one of daily, weekly")
	}
	if !slices.Contains(backupHours, hour) {
		return "", unprocessable("backup_policy.hour must be one of 0, 4, 8, 12, 16, 20")
	}
	if plan == "daily" {
		d := object("plan", plan, "hour", hour, "window_length_hours", 4, "retention_period_days", 7)
		return d.raw(), nil
	}
	if day == "" {
		day = "SUN"
	}
	if !slices.Contains(backupDays, day) {
		return "", unprocessable("backup_policy.weekday must be one of SUN, MON, TUE, WED, THU, FRI, SAT")
	}
	d := object("plan", plan, "weekday", day, "hour", hour, "window_length_hours", 4, "retention_period_days", 28)
	return d.raw(), nil
}

// nextWindow is when the next backup of a policy begins.
func nextWindow(policy *document, now time.Time) time.Time {
	now = now.UTC()
	at := time.Date(now.Year(), now.Month(), now.Day(), int(policy.integer("hour")), 0, 0, 0, time.UTC)
	day := slices.Index(backupDays, policy.str("weekday"))
	for !at.After(now) || day >= 0 && int(at.Weekday()) != day {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

// enableBackups sets a policy and has the backups made.
func (w *world) enableBackups(rec *record, policy raw) {
	rec.set("_policy", policy)
	if features := rec.strings("features"); !slices.Contains(features, "backups") {
		rec.set("features", append(features, "backups"))
	}
	w.planBackup(rec, policy)
}

func (w *world) disableBackups(rec *record) {
	rec.unset("_policy")
	rec.set("next_backup_window", nil)
	rec.set("features", slices.DeleteFunc(rec.strings("features"), func(f string) bool { return f == "backups" }))
}

// planBackup shows the next window and makes a backup in it, unless
// another plan has been made by then.
func (w *world) planBackup(rec *record, policy raw) {
	p, _ := parseDocument([]byte(policy))
	at := nextWindow(&p, w.now)
	rec.set("next_backup_window", object("start", at, "end", at.Add(backupWindow)))
	plan := w.counter("plan")
	rec.set("_plan", plan)
	w.later(at.Sub(w.now), func() {
		if rec.deleted || !rec.has("_policy") || rec.integer("_plan") != plan {
			return
		}
		if !w.pending(dropletKey(rec.id)) { // else this one is left out
			w.backUp(rec, kept[p.str("plan")])
		}
		w.planBackup(rec, policy)
	})
}

// backUp makes one backup and drops the oldest of more than keep.
func (w *world) backUp(rec *record, keep int) {
	w.start(task{
		kind: "backup", on: dropletKey(rec.id), resource: "droplet", id: rec.get("id"), region: regionOf(rec),
		takes: w.between(3*time.Minute, 8*time.Minute),
		done: func() bool {
			w.capture(rec, "backup", rec.str("name")+" "+w.now.UTC().Format("2006-01-02"))
			ids := rec.integers("backup_ids")
			for _, id := range ids[:max(0, len(ids)-keep)] {
				if img := w.table("images").live(string(encode(id))); img != nil {
					w.dropImage(img)
				}
			}
			return true
		},
	})
}

// policyRecord is how the API tells a droplet's backups.
func policyRecord(rec *record) document {
	policy := rec.get("_policy")
	d := object("droplet_id", rec.get("id"), "backup_enabled", policy != "")
	if policy != "" {
		d.set("backup_policy", policy)
		d.set("next_backup_window", rec.get("next_backup_window"))
	}
	return d
}

func getBackupPolicy(w *world, r *request) (*reply, error) {
	rec, err := w.droplet(r)
	if err != nil {
		return nil, err
	}
	return answer(http.StatusOK, "policy", policyRecord(rec)), nil
}

// listBackupPolicies pages through all droplets, but answers with an object of
// them instead of a list.
func listBackupPolicies(w *world, r *request) (*reply, error) {
	policies := &document{}
	paged, err := w.page(r, "policies", w.table("droplets").list(w.now, "", nil), false,
		func(_ *world, _ *request, buf []byte, rec *record) []byte {
			policies.fields = append(policies.fields, field{rec.id, encode(policyRecord(rec))})
			return append(buf, "null"...)
		})
	if err != nil {
		return nil, err
	}
	body, err := parseDocument(paged.body)
	if err != nil {
		return nil, err
	}
	body.set("policies", *policies)
	paged.body = body.append(nil)
	return paged, nil
}

func supportedPolicies(w *world, r *request) (*reply, error) {
	plan := func(name string, days []string, retention int) raw {
		d := object("name", name, "possible_window_starts", backupHours, "window_length_hours", 4,
			"retention_period_days", retention, "possible_days", days)
		return d.raw()
	}
	return answer(http.StatusOK, "supported_policies", []raw{plan("weekly", backupDays, 28), plan("daily", []string{}, 7)}), nil
}
