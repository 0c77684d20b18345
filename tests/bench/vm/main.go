// Command vm measures doapi's Lua host, with all limits on, beside plain
// gopher-lua, lua5.1 and LuaJIT. The programs take turns; what is compared is
// CPU time, the medians of some runs each, so that other load on the machine
// falls on all alike.
//
//	go run ./tests/bench/vm [-n 5] [name ...]
package main

import (
	"bytes"
	"context"
	"embed"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	lua "github.com/yuin/gopher-lua"

	"github.com/doapi-lua/doapi/luabind"
)

//go:embed programs
var programs embed.FS

// runner carries out a program and gives what it prints.
type runner struct {
	name string
	run  func(path, src string) (string, time.Duration, error)
}

// most is how much of plain gopher-lua's time a program may take; it is 1.5 for
// those that are not here.
var most = map[string]float64{"coroutines": 2}

const mostMean = 0.85

func main() {
	log.SetFlags(0)
	times := flag.Int("n", 5, "how often each program runs")
	flag.Parse()
	dir, err := os.MkdirTemp("", "vm")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	runners := []runner{{"doapi", inHost}, {"gopher-lua", plain}}
	for _, name := range []string{"lua5.1", "luajit"} {
		if _, err := exec.LookPath(name); err == nil {
			runners = append(runners, runner{name, program(name)})
		}
	}
	if err := measure(runners, names(flag.Args()), dir, *times); err != nil {
		log.Fatal(err)
	}
}

func names(args []string) []string {
	if len(args) > 0 {
		return args
	}
	entries, err := programs.ReadDir("programs")
	if err != nil {
		log.Fatal(err)
	}
	for _, e := range entries {
		args = append(args, strings.TrimSuffix(e.Name(), ".lua"))
	}
	return args
}

func measure(runners []runner, names []string, dir string, times int) error {
	fmt.Print("| program | doapi, of gopher-lua's CPU |")
	for _, r := range runners {
		fmt.Printf(" %s, ms |", r.name)
	}
	fmt.Println("\n|---|---|" + strings.Repeat("---|", len(runners)))
	sum, bad := 0.0, 0
	for _, name := range names {
		src, err := programs.ReadFile("programs/" + name + ".lua")
		if err != nil {
			return err
		}
		path := filepath.Join(dir, name+".lua")
		if err := os.WriteFile(path, src, 0o600); err != nil {
			return err
		}
		cpu := make([][]time.Duration, len(runners))
		want := ""
		for range times {
			for i, r := range runners {
				runtime.GC()
				out, d, err := r.run(path, string(src))
				if err != nil {
					return fmt.Errorf("%s: %s: %w", name, r.name, err)
				}
				if want == "" {
					want = out
				}
				if out != want {
					return fmt.Errorf("%s: %s prints %q, not %q", name, r.name, out, want)
				}
				cpu[i] = append(cpu[i], d)
			}
		}
		ratio := float64(median(cpu[0])) / float64(median(cpu[1]))
		sum += math.Log(ratio)
		limit := most[name]
		if limit == 0 {
			limit = 1.5
		}
		verdict := ""
		if ratio > limit {
			verdict = fmt.Sprintf(" (more than %.1f)", limit)
			bad++
		}
		fmt.Printf("| %s | %.2f%s |", name, ratio, verdict)
		for i := range runners {
			fmt.Printf(" %d |", median(cpu[i]).Milliseconds())
		}
		fmt.Println()
	}
	fmt.Printf("\nGeometric mean %.2f, at most %.2f; %d above their limit.\n", math.Exp(sum/float64(len(names))), mostMean, bad)
	return nil
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

func used(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		log.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func inHost(path, src string) (string, time.Duration, error) {
	before := used(syscall.RUSAGE_SELF)
	var out bytes.Buffer
	h, err := luabind.New(luabind.WithStdio(nil, &out, &out), luabind.WithMemoryLimit(1<<30),
		luabind.WithTimeLimit(10*time.Minute), luabind.WithInstructionLimit(1e12))
	if err != nil {
		return "", 0, err
	}
	defer h.Close()
	err = h.DoString(context.Background(), path, src)
	return out.String(), used(syscall.RUSAGE_SELF) - before, err
}

func plain(path, _ string) (string, time.Duration, error) {
	before := used(syscall.RUSAGE_SELF)
	var out bytes.Buffer
	L := lua.NewState()
	defer L.Close()
	L.SetGlobal("print", L.NewFunction(func(L *lua.LState) int {
		for i := 1; i <= L.GetTop(); i++ {
			if i > 1 {
				out.WriteByte('\t')
			}
			out.WriteString(L.ToStringMeta(L.Get(i)).String())
		}
		out.WriteByte('\n')
		return 0
	}))
	err := L.DoFile(path)
	return out.String(), used(syscall.RUSAGE_SELF) - before, err
}

// program runs another interpreter.
func program(name string) func(string, string) (string, time.Duration, error) {
	return func(path, _ string) (string, time.Duration, error) {
		before := used(syscall.RUSAGE_CHILDREN)
		out, err := exec.Command(name, path).Output()
		return string(out), used(syscall.RUSAGE_CHILDREN) - before, err
	}
}
