package main

import (
	"fmt"
	"strings"
	"time"
)

// goal is what a case should reach.
type goal struct {
	what string
	got  float64
	most float64
	unit string
}

func (g goal) String() string {
	verdict := "holds"
	if g.got > g.most {
		verdict = "**misses**"
	}
	return fmt.Sprintf("%s %s%s, at most %s%s: %s", g.what, figure(g.got), g.unit, figure(g.most), g.unit, verdict)
}

func figure(f float64) string {
	switch {
	case f >= 100:
		return fmt.Sprintf("%.0f", f)
	case f >= 10:
		return fmt.Sprintf("%.1f", f)
	}
	return fmt.Sprintf("%.2f", f)
}

// share is how much of another's time something takes.
func share(a, b time.Duration) float64 { return a.Seconds() / b.Seconds() }

func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	if ms < 10 {
		return fmt.Sprintf("%.1f ms", ms)
	}
	return fmt.Sprintf("%.0f ms", ms)
}

// table adds a case's table to the report.
func (b *bench) table(title string, commands []command, all []samples, goals ...goal) {
	var out strings.Builder
	fmt.Fprintf(&out, "\n### %s\n\n| program | wall | | CPU | peak memory | wall, of the first peer's |\n|---|---|---|---|---|---|\n", title)
	for i, s := range all {
		fastest, slowest := s.spread()
		ratio := ""
		if len(all) > 1 {
			ratio = fmt.Sprintf("%.2f", share(s.wall(), all[1].wall()))
		}
		fmt.Fprintf(&out, "| %s | %s | (%s .. %s) | %s | %.1f MB | %s |\n", commands[i].name,
			milliseconds(s.wall()), milliseconds(fastest), milliseconds(slowest), milliseconds(s.cpu()), s.rss(), ratio)
	}
	out.WriteString(list(goals))
	b.rows = append(b.rows, out.String())
}

// text adds a case that is no table of programs.
func (b *bench) text(title, body string, goals ...goal) {
	b.rows = append(b.rows, fmt.Sprintf("\n### %s\n\n%s\n%s", title, body, list(goals)))
}

func list(goals []goal) string {
	var out strings.Builder
	for i, g := range goals {
		if i == 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(&out, "- %s\n", g)
	}
	return out.String()
}
