package genai

import (
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// index begins with the sources that a knowledge base was made with.
func index(w *engine.World, base *engine.Record) {
	ids := []string{}
	for _, raw := range engine.Elements(base.Get("_datasources")) {
		source, err := engine.ParseDocument(raw)
		if err != nil {
			continue
		}
		id := w.UUID()
		for _, field := range [][2]string{{"uuid", id}, {"_of", base.ID}} {
			source.Set(field[0], field[1])
		}
		source.Set("created_at", w.Now)
		source.Set("updated_at", w.Now)
		t := of(w, sources)
		w.Add(t.Name, base.ID+"/"+id, source)
		ids = append(ids, id)
	}
	id := w.UUID()
	job := w.Add(of(w, jobs).Name, id, engine.Object("uuid", id, "knowledge_base_uuid", base.ID, "data_source_uuids", ids, "total_datasources", len(ids),
		"completed_datasources", 0, "status", "INDEX_JOB_STATUS_IN_PROGRESS", "phase", "BATCH_JOB_PHASE_RUNNING", "started_at", w.Now, "created_at", w.Now, "updated_at", w.Now))
	base.Set("last_indexing_job", engine.Raw(job.Append(nil)))
	w.Transition(w.Between(time.Minute, 3*time.Minute), "genai.index", job)
}

// indexed is the step in which an indexing job is done.
func indexed(w *engine.World, job *engine.Record, _ []string) bool {
	if job == nil || over(job) {
		return false
	}
	job.Set("status", "INDEX_JOB_STATUS_COMPLETED")
	job.Set("phase", "BATCH_JOB_PHASE_SUCCEEDED")
	job.Set("completed_datasources", len(job.Strings("data_source_uuids")))
	job.Set("finished_at", w.Now)
	job.Set("updated_at", w.Now)
	if base, err := item(w, knowledge, job.Str("knowledge_base_uuid")); err == nil {
		base.Set("last_indexing_job", engine.Raw(job.Append(nil)))
	}
	return true
}

func jobsOf(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	return by(w, r, knowledge, jobs, "knowledge_base_uuid", "jobs")
}

func sourcesOf(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	job, err := item(w, jobs, r.Params[0].Value)
	if err != nil {
		return nil, err
	}
	status := "DATA_SOURCE_STATUS_IN_PROGRESS"
	if over(job) {
		status = "DATA_SOURCE_STATUS_UPDATED"
	}
	var list []*engine.Record
	for _, id := range job.Strings("data_source_uuids") {
		list = append(list, &engine.Record{Document: engine.Object("data_source_uuid", id, "status", status, "started_at", job.Get("created_at"))})
	}
	return page(w, r, "indexed_data_sources", list)
}

func over(job *engine.Record) bool {
	s := job.Str("status")
	return !strings.HasSuffix(s, "PENDING") && !strings.HasSuffix(s, "IN_PROGRESS") && s != ""
}

func cancelJob(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	job, err := item(w, jobs, r.Params[0].Value)
	if err != nil {
		return nil, err
	}
	if !over(job) {
		job.Set("status", "INDEX_JOB_STATUS_CANCELLED")
		job.Set("phase", "BATCH_JOB_PHASE_CANCELLED")
		job.Set("finished_at", w.Now)
		job.Set("updated_at", w.Now)
	}
	return answer("job", job)
}

func createSchedule(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	base, err := item(w, knowledge, r.Body.Str("knowledge_base_uuid"))
	if err != nil {
		return nil, engine.BadRequest("knowledge base %q does not exist", r.Body.Str("knowledge_base_uuid"))
	}
	at, err := time.Parse("15:04", r.Body.Str("time"))
	if err != nil {
		return nil, engine.BadRequest("time must be a time of day like 18:00")
	}
	days := r.Body.Integers("days")
	if len(days) == 0 {
		return nil, engine.BadRequest("days must name a day of the week from 1 to 7")
	}
	for _, day := range days {
		if day < 1 || day > 7 {
			return nil, engine.BadRequest("day %d is none of 1 to 7", day)
		}
	}
	if w.Table(schedules).Live(base.ID) != nil {
		return nil, engine.Conflict("the knowledge base has a schedule already")
	}
	next := w.Now.UTC().Truncate(24 * time.Hour).Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)
	for !next.After(w.Now) || !hasDay(days, next) {
		next = next.Add(24 * time.Hour)
	}
	rec := w.Add(schedules, base.ID, engine.Object("uuid", w.UUID(), "knowledge_base_uuid", base.ID, "days", days, "time", at.Format("15:04"),
		"is_active", true, "next_run_at", next, "created_at", w.Now, "updated_at", w.Now))
	return answer("indexing_info", rec)
}

func hasDay(days []int64, t time.Time) bool {
	n := int64(t.Weekday())
	if n == 0 {
		n = 7
	}
	for _, d := range days {
		if d == n {
			return true
		}
	}
	return false
}

// getSchedule finds a schedule by its knowledge base.
func getSchedule(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	rec, err := w.Existing(w.Table(schedules), r.Last())
	if err != nil {
		return nil, err
	}
	return answer("indexing_info", rec)
}

// deleteSchedule finds it by its own id.
func deleteSchedule(w *engine.World, r *engine.Request) (*engine.Reply, error) {
	of := w.Table(schedules).Where("uuid", r.Last())
	if len(of) == 0 {
		return nil, engine.ErrNotFound
	}
	found := of[0]
	w.Remove(found)
	found.Set("deleted_at", w.Now)
	return answer("indexing_info", found)
}
