package main

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"strings"
	"time"
)

// benchCase is something that is measured, and adds its part to the report.
type benchCase struct {
	name string
	run  func(ctx context.Context) error
}

func (b *bench) cases() []benchCase {
	cases := []benchCase{
		{"list", func(ctx context.Context) error { return b.droplets(ctx, 0) }},
		{"latency", func(ctx context.Context) error { return b.droplets(ctx, 50*time.Millisecond) }},
		{"sorted", b.sorted},
		{"actions", b.actions},
		{"start", b.start},
		{"create", b.create},
		{"wait100", func(ctx context.Context) error { return b.wait(ctx, 100, 12) }},
		{"wait1000", func(ctx context.Context) error { return b.wait(ctx, 1000, 60) }},
		{"growth", b.growth},
		{"tags", b.tags},
		{"fields", b.fields},
		{"pages", b.pages},
	}
	if b.quick {
		return append(cases[:6:6], cases[9:]...)
	}
	return cases
}

// lua is a run of one of our scripts.
func (b *bench) lua(name, url, script string, arg ...string) command {
	return command{name, append([]string{b.program("doapi"), "--endpoint", url, b.script(script)}, arg...)}
}

func (b *bench) godo(name, url, what string) command {
	return command{name, []string{b.program("godo"), url, what}}
}

// with runs f against a simulator.
func (b *bench) with(ctx context.Context, f func(s *simulator) error, args ...string) error {
	s, err := b.simulator(ctx, args...)
	if err != nil {
		return err
	}
	defer s.stop()
	return f(s)
}

// droplets lists 10,000 of them and reads four fields of each.
func (b *bench) droplets(ctx context.Context, latency time.Duration) error {
	return b.with(ctx, func(s *simulator) error {
		commands := []command{
			b.lua("doapi, Lua", s.url, "droplets.lua"),
			b.godo("godo, streaming", s.url, "droplets"),
			{"doapi's client, Go", []string{b.program("golist"), s.url}},
		}
		doctl := -1
		if _, err := exec.LookPath("doctl"); err == nil {
			doctl = len(commands)
			commands = append(commands, command{"doctl, 4 columns", []string{"doctl", "--api-url", s.url, "compute", "droplet", "list", "--no-header", "--format", "ID,Name,Status,PublicIPv4"}})
		}
		if exec.CommandContext(ctx, "python3", "-c", "import requests").Run() == nil {
			commands = append(commands, command{"Python, requests", []string{"python3", b.script("droplets.py"), s.url}})
		}
		all, err := b.turns(ctx, b.times, commands)
		if err != nil {
			return err
		}
		if err := sameCount(all[:3]); err != nil {
			return err
		}
		if latency == 0 {
			// So slow that a few runs are enough, and no matter to the others.
			if exec.CommandContext(ctx, "sh", "-c", "command -v curl jq").Run() == nil {
				slow := []command{{"curl and jq", []string{"sh", b.script("curl.sh"), s.url}}}
				more, err := b.turns(ctx, 3, slow)
				if err != nil {
					return err
				}
				commands, all = append(commands, slow...), append(all, more...)
			}
			b.table("10,000 droplets, 4 fields of each", commands, all,
				goal{"Lua: wall, of godo's", share(all[0].wall(), all[1].wall()), 0.30, ""},
				goal{"Lua: CPU, of godo's", share(all[0].cpu(), all[1].cpu()), 0.30, ""},
				goal{"Lua: peak memory", all[0].rss(), 40, " MB"},
				goal{"Go: wall, of godo's", share(all[2].wall(), all[1].wall()), 0.22, ""})
			return nil
		}
		goals := []goal{{"Lua: wall, of godo's", share(all[0].wall(), all[1].wall()), 0.12, ""}}
		if doctl >= 0 {
			goals = append(goals, goal{"Lua: wall, of doctl's", share(all[0].wall(), all[doctl].wall()), 0.30, ""})
		}
		b.table(fmt.Sprintf("The same with a latency of %v", latency), commands, all, goals...)
		return nil
	}, "-droplets", "10000", "-latency", latency.String())
}

// sameCount finds programs that read something else than the others.
func sameCount(all []samples) error {
	for _, s := range all {
		if strings.Join(strings.Fields(s[0].out), " ") != strings.TrimSpace(all[1][0].out) {
			return fmt.Errorf("one program read %q, another %q", s[0].out, all[1][0].out)
		}
	}
	return nil
}

func (b *bench) sorted(ctx context.Context) error {
	return b.with(ctx, func(s *simulator) error {
		commands := []command{b.lua("doapi, Lua", s.url, "sorted.lua"), b.godo("godo", s.url, "sorted")}
		all, err := b.turns(ctx, b.times, commands)
		if err != nil {
			return err
		}
		b.table("10,000 droplets collected and sorted by name", commands, all,
			goal{"wall, of godo's", share(all[0].wall(), all[1].wall()), 0.5, ""},
			goal{"peak memory", all[0].rss(), 120, " MB"})
		return nil
	}, "-droplets", "10000")
}

func (b *bench) actions(ctx context.Context) error {
	return b.with(ctx, func(s *simulator) error {
		commands := []command{b.lua("doapi, Lua", s.url, "actions.lua"), b.godo("godo, streaming", s.url, "actions")}
		all, err := b.turns(ctx, b.times, commands)
		if err != nil {
			return err
		}
		b.table("100,000 actions, 3 fields of each", commands, all,
			goal{"wall, of godo's", share(all[0].wall(), all[1].wall()), 0.30, ""},
			goal{"peak memory", all[0].rss(), 30, " MB"})
		return nil
	}, "-actions", "100000")
}

// start runs nothing: what is installed, and what was just built.
func (b *bench) start(ctx context.Context) error {
	doapi, err := b.installed("doapi")
	if err != nil {
		return err
	}
	hello, err := b.installed("hello")
	if err != nil {
		return err
	}
	if err := b.startOf(ctx, "Start-up, as installed", 2.5, doapi, hello); err != nil {
		return err
	}
	return b.startOf(ctx, "Start-up, as just built", 3, b.program("doapi"), b.program("hello"))
}

func (b *bench) startOf(ctx context.Context, title string, most float64, doapi, hello string) error {
	commands := []command{
		{"doapi -e ''", []string{doapi, "-e", ""}},
		{"the bare VM's hello", []string{hello}},
		{"doapi version", []string{doapi, "version"}},
	}
	if _, err := exec.LookPath("doctl"); err == nil {
		commands = append(commands, command{"doctl version", []string{"doctl", "version"}})
	}
	all, err := b.turns(ctx, 10*b.times, commands)
	if err != nil {
		return err
	}
	goals := []goal{
		{"wall, of the hello's", share(all[0].wall(), all[1].wall()), most, ""},
		{"peak memory", all[0].rss(), 15, " MB"},
	}
	if len(all) > 3 {
		goals = append(goals, goal{"wall, of doctl's", share(all[0].wall(), all[3].wall()), 0.5, ""})
	}
	b.table(title, commands, all, goals...)
	return nil
}

// create makes droplets, each with a request of its own.
func (b *bench) create(ctx context.Context) error {
	const n, latency, limit = 500, 50 * time.Millisecond, 16
	var all samples
	for range b.times {
		err := b.with(ctx, func(s *simulator) error {
			one, err := b.run(ctx, b.lua("", s.url, "create.lua", fmt.Sprint(n)))
			all = append(all, one)
			return err
		}, "-latency", latency.String())
		if err != nil {
			return err
		}
	}
	ideal := n * latency / limit
	b.table("500 creates by task.map, 16 at a time, with a latency of 50 ms", []command{{name: "doapi, Lua"}}, []samples{all},
		goal{fmt.Sprintf("wall, of the ideal %v", ideal.Round(time.Millisecond)), share(all.wall(), ideal), 1.3, ""})
	return nil
}

// growth lists more and more.
func (b *bench) growth(ctx context.Context) error {
	sizes := []int{1000, 10_000, 100_000}
	var body strings.Builder
	body.WriteString("| droplets | wall | CPU | CPU a droplet | peak memory |\n|---|---|---|---|---|\n")
	var cpu []float64
	for _, n := range sizes {
		err := b.with(ctx, func(s *simulator) error {
			all, err := b.turns(ctx, max(3, b.times/2), []command{b.lua("", s.url, "droplets.lua"), {"", []string{b.program("doapi"), "-e", ""}}})
			if err != nil {
				return err
			}
			net := all[0].cpu() - all[1].cpu()
			cpu = append(cpu, net.Seconds())
			fmt.Fprintf(&body, "| %d | %s | %s | %.1f µs | %.1f MB |\n", n, milliseconds(all[0].wall()), milliseconds(all[0].cpu()),
				net.Seconds()*1e6/float64(n), all[0].rss())
			return nil
		}, "-droplets", fmt.Sprint(n))
		if err != nil {
			return err
		}
	}
	exponent := math.Log(cpu[2]/cpu[0]) / math.Log(100)
	b.text("Growth", body.String(), goal{"the exponent of CPU without start-up, from 1,000 to 100,000", exponent, 1.1, ""})
	return nil
}

// fields reads one field again and again.
func (b *bench) fields(ctx context.Context) error {
	return b.with(ctx, func(s *simulator) error {
		one, err := b.run(ctx, b.lua("", s.url, "fields.lua"))
		if err != nil {
			return err
		}
		var object, table float64
		if _, err := fmt.Sscan(one.out, &object, &table); err != nil {
			return err
		}
		b.text("A field read again and again from Lua", fmt.Sprintf("A droplet's takes %.0f ns, a plain table's %.0f ns.", object, table),
			goal{"more than a table's", object - table, 100, " ns"})
		return nil
	}, "-droplets", "1")
}

// pages reads the simulator's pages and does nothing with them.
func (b *bench) pages(ctx context.Context) error {
	return b.with(ctx, func(s *simulator) error {
		var all samples
		for range b.times {
			one, err := b.run(ctx, command{args: []string{b.program("bench"), "read", s.url}})
			if err != nil {
				return err
			}
			all = append(all, one)
		}
		rate := median(all, func(one sample) float64 {
			var bytes, seconds float64
			fmt.Sscan(one.out, &bytes, &seconds)
			return bytes / 1e6 / seconds
		})
		b.text("The simulator", fmt.Sprintf("Pages of 200 droplets over loopback, one after the other on one connection: %.0f MB/s (at least 500).", rate),
			goal{"500 MB/s, of what it serves", 500 / rate, 1, ""})
		return nil
	}, "-droplets", "10000")
}
