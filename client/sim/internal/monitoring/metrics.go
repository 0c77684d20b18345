package monitoring

import (
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

// targets are the parameters that name what is measured, with its table and
// what its label is called.
var targets = []struct{ param, table, label string }{
	{"host_id", "droplets", "host_id"},
	{"lb_id", "load_balancers", "lb_id"},
	{"app_id", "apps", "app_uuid"},
	{"db_id", "databases", "cluster_uuid"},
	{"autoscale_pool_id", "autoscale_pools", "autoscale_pool_id"},
}

const (
	maxPoints = 1000 // of one series
	minStep   = 15 * time.Second
)

// series answers a metric. The values are made up, but like real ones: within
// the size of what is measured, with the day's rise and fall, the same at every
// call, and none before the thing was there nor after now.
func series(name string) engine.Handler {
	return func(w *engine.World, r *engine.Request) (*engine.Reply, error) {
		rec, label, err := target(w, r)
		if err != nil {
			return nil, err
		}
		for _, p := range r.Op.Params {
			v := r.Query.Get(p.Name)
			if p.Required && v == "" {
				return nil, engine.BadRequest("%s is required", p.Name)
			}
			if len(p.Schema.Enum) > 0 && v != "" && !strings.Contains(strings.Join(p.Schema.Enum, " "), `"`+v+`"`) {
				return nil, engine.BadRequest("%s must be one of %s", p.Name, strings.Join(p.Schema.Enum, ", "))
			}
		}
		start, err := seconds(r, "start")
		if err != nil {
			return nil, err
		}
		end, err := seconds(r, "end")
		if err != nil {
			return nil, err
		}
		if end.Before(start) {
			return nil, engine.BadRequest("end must not be before start")
		}
		step := end.Sub(start) / maxPoints
		if step = step.Truncate(time.Second); step < minStep {
			step = minStep
		}
		if since := made(rec); start.Before(since) {
			start = since
		}
		if end.After(w.Now) {
			end = w.Now
		}
		var result []engine.Raw
		for _, s := range shapes(w, r, name, rec) {
			labels := engine.Object(label, rec.ID)
			for _, l := range s.labels {
				labels.Set(l[0], l[1])
			}
			values := []engine.Raw{}
			for t := start.Truncate(step); !t.After(end); t = t.Add(step) {
				if t.Before(start) {
					continue
				}
				v := strconv.FormatFloat(s.at(t), 'f', -1, 64)
				values = append(values, engine.Raw(fmt.Sprintf("[%d,%q]", t.Unix(), v)))
			}
			d := engine.Object("metric", labels.Raw(), "values", values)
			result = append(result, d.Raw())
		}
		data := engine.Object("resultType", "matrix", "result", result)
		return engine.Answer(http.StatusOK, "status", "success", "data", data.Raw()), nil
	}
}

func target(w *engine.World, r *engine.Request) (*engine.Record, string, error) {
	for _, t := range targets {
		if id := r.Query.Get(t.param); id != "" {
			rec := w.Find(t.table, id)
			if rec == nil {
				return nil, "", engine.ErrNotFound
			}
			return rec, t.label, nil
		}
		if r.Op.Param(t.param) != nil {
			return nil, "", engine.BadRequest("%s is required", t.param)
		}
	}
	return nil, "", engine.BadRequest("what is measured is not named")
}

func seconds(r *engine.Request, name string) (time.Time, error) {
	n, err := strconv.ParseFloat(r.Query.Get(name), 64)
	if err != nil || n < 0 || n > 1e12 {
		return time.Time{}, engine.BadRequest("%s must be a time in UNIX seconds", name)
	}
	return time.Unix(int64(n), 0).UTC(), nil
}

// shape is one line of a chart.
type shape struct {
	labels [][2]string
	at     func(time.Time) float64
}

// wave is a value that rises and falls with the day, by a part of itself, with
// some noise. What it is of moves it in time.
func wave(of string, level, part float64) func(time.Time) float64 {
	h := fnv.New64a()
	h.Write([]byte(of))
	seed := h.Sum64()
	phase := float64(seed%1440) / 1440 * 2 * math.Pi
	return func(t time.Time) float64 {
		day := float64(t.Unix()%86400) / 86400 * 2 * math.Pi
		h := fnv.New64a()
		fmt.Fprint(h, seed, t.Unix()/60)
		noise := float64(h.Sum64()%1000)/1000 - 0.5
		v := level * (1 + part*math.Sin(day+phase)/2 + part*noise/4)
		return math.Round(v*1000) / 1000
	}
}

func constant(v float64) func(time.Time) float64 { return func(time.Time) float64 { return v } }

// shapes are the lines of a metric.
func shapes(w *engine.World, r *engine.Request, name string, rec *engine.Record) []shape {
	of := name + " " + rec.ID + " " + r.Query.Get("direction") + r.Query.Get("interface") + r.Query.Get("metric") + r.Query.Get("app_component")
	group, metric, _ := strings.Cut(name, "/")
	one := func(at func(time.Time) float64, labels ...[2]string) []shape { return []shape{{labels, at}} }
	switch group {
	case "droplet":
		return dropletShapes(metric, of, rec)
	case "apps":
		labels := [][2]string{{"app_component", "web"}, {"app_component_instance", "web-0"}}
		if c := r.Query.Get("app_component"); c != "" {
			labels = [][2]string{{"app_component", c}, {"app_component_instance", c + "-0"}}
		}
		if metric == "restart_count" {
			return one(constant(0), labels...)
		}
		return one(wave(of, 18, 0.6), labels...)
	case "droplet_autoscale":
		config := rec.Object("config")
		switch metric {
		case "current_instances", "target_instances":
			return one(constant(float64(rec.Integer("active_resources_count"))))
		case "target_cpu_utilization":
			return one(constant(fraction(config, "target_cpu_utilization")))
		case "target_memory_utilization":
			return one(constant(fraction(config, "target_memory_utilization")))
		}
		return one(wave(of, 0.3, 0.5))
	case "load_balancer":
		return balancerShapes(metric, of, rec)
	}
	return databaseShapes(strings.TrimPrefix(metric, "mysql/"), of)
}

func fraction(d engine.Document, field string) float64 {
	var f float64
	engine.Decode(d.Get(field), &f)
	return f
}

func dropletShapes(metric, of string, rec *engine.Record) []shape {
	memory := float64(rec.Integer("memory") << 20)
	disk := float64(rec.Integer("disk") << 30)
	cpus := float64(max(1, rec.Integer("vcpus")))
	since := made(rec)
	whole := func(f func(time.Time) float64) func(time.Time) float64 {
		return func(t time.Time) float64 { return math.Round(f(t)) }
	}
	switch metric {
	case "cpu":
		// Seconds that each mode has had since the droplet began.
		var list []shape
		for _, m := range []struct {
			mode string
			part float64
		}{{"idle", 0.885}, {"iowait", 0.01}, {"irq", 0}, {"nice", 0.001}, {"softirq", 0.004}, {"steal", 0.01}, {"system", 0.03}, {"user", 0.06}} {
			list = append(list, shape{[][2]string{{"mode", m.mode}}, func(t time.Time) float64 {
				return math.Round(t.Sub(since).Seconds()*cpus*m.part*100) / 100
			}})
		}
		return list
	case "memory_total":
		return []shape{{nil, constant(memory)}}
	case "memory_free":
		return []shape{{nil, whole(wave(of, memory*0.35, 0.2))}}
	case "memory_cached":
		return []shape{{nil, whole(wave(of, memory*0.25, 0.1))}}
	case "memory_available":
		return []shape{{nil, whole(wave(of, memory*0.6, 0.15))}}
	case "filesystem_size":
		return []shape{{filesystem, constant(disk)}}
	case "filesystem_free":
		return []shape{{filesystem, whole(wave(of, disk*0.8, 0.01))}}
	case "load_1", "load_5", "load_15":
		return []shape{{nil, wave(of, 0.2*cpus, 0.6)}}
	}
	return []shape{{[][2]string{{"interface", "eth0"}}, wave(of, 0.05, 0.8)}} // Mbit/s
}

var filesystem = [][2]string{{"device", "/dev/vda1"}, {"fstype", "ext4"}, {"mountpoint", "/"}}

func balancerShapes(metric, of string, rec *engine.Record) []shape {
	units := float64(max(1, rec.Integer("size_unit")))
	each := func(label string, values map[string]float64, order ...string) []shape {
		var list []shape
		for _, v := range order {
			list = append(list, shape{[][2]string{{label, v}}, wave(of+v, values[v], 0.5)})
		}
		return list
	}
	droplets := func(at func(of string) func(time.Time) float64) []shape {
		var list []shape
		for _, id := range rec.Integers("droplet_ids") {
			text := strconv.FormatInt(id, 10)
			list = append(list, shape{[][2]string{{"droplet_id", text}}, at(of + text)})
		}
		if list == nil {
			list = []shape{}
		}
		return list
	}
	switch {
	case strings.HasSuffix(metric, "connections_limit"):
		return []shape{{nil, constant(10_000 * units)}}
	case strings.HasSuffix(metric, "http_responses") && strings.HasPrefix(metric, "frontend"):
		return each("code", map[string]float64{"2xx": 12, "3xx": 1, "4xx": 0.3, "5xx": 0.01}, "2xx", "3xx", "4xx", "5xx")
	case metric == "frontend_cpu_utilization":
		return []shape{{nil, wave(of, 9, 0.5)}}
	case strings.Contains(metric, "dropped") || strings.Contains(metric, "exceeding") || strings.Contains(metric, "downtime"):
		return []shape{{nil, constant(0)}}
	case strings.HasPrefix(metric, "frontend_network") || strings.HasPrefix(metric, "frontend_nlb"):
		return []shape{{nil, wave(of, 48_000, 0.7)}}
	case metric == "droplets_health_checks":
		return droplets(func(string) func(time.Time) float64 { return constant(1) })
	case strings.HasPrefix(metric, "droplets_http_response_time"), strings.HasPrefix(metric, "droplets_http_session"):
		return droplets(func(of string) func(time.Time) float64 { return wave(of, 0.08, 0.4) })
	case strings.HasPrefix(metric, "droplets"):
		return droplets(func(of string) func(time.Time) float64 { return wave(of, 4, 0.6) })
	}
	return []shape{{nil, wave(of, 14*units, 0.6)}}
}

func databaseShapes(metric, of string) []shape {
	level := map[string]float64{
		"cpu_usage": 14, "memory_usage": 46, "disk_usage": 21, "load": 0.4, "threads_connected": 12, "threads_active": 2,
		"threads_created_rate": 0.02, "index_vs_sequential_reads": 97, "op_rates": 35, "schema_throughput": 8, "schema_latency": 0.004,
	}[metric]
	return []shape{{nil, wave(of, level, 0.4)}}
}
