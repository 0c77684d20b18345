package luabind_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing/fstest"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

func Example() {
	host, err := luabind.New(luabind.WithStdio(nil, os.Stdout, os.Stderr))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer host.Close()
	if err := host.DoString(context.Background(), "hello.lua", `print("hello from " .. _VERSION)`); err != nil {
		fmt.Println(err)
	}
	// Output: hello from Lua 5.1
}

// A program is compiled once and run by any number of Hosts at once.
func ExampleCompile() {
	program, err := luabind.Compile("area.lua", `local w, h = ... return w * h`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range []int{2, 3} {
		host, _ := luabind.New()
		results, err := host.Run(context.Background(), program, w, 10)
		fmt.Println(results, err)
		host.Close()
	}
	// Output:
	// [20] <nil>
	// [30] <nil>
}

// Server is what a script is handed in ExampleHost_Set.
type Server struct {
	Name    string
	CPUs    int
	Timeout time.Duration
}

// Resize changes the server, or fails.
func (s *Server) Resize(ctx context.Context, cpus int) error {
	if cpus > 32 {
		return fmt.Errorf("no server has %d CPUs", cpus)
	}
	s.CPUs = cpus
	return nil
}

// Go values become Lua values; structs become objects with snake_case names.
func ExampleHost_Set() {
	host, _ := luabind.New(luabind.WithStdio(nil, os.Stdout, nil))
	host.Set("server", &Server{Name: "web", CPUs: 2, Timeout: 90 * time.Second})
	host.Set("regions", []string{"nyc1", "fra1"})
	host.Set("upper", strings.ToUpper)
	err := host.DoString(context.Background(), "set.lua", `
		server:resize(8)
		print(server.name, server.cpus, server.timeout)
		for i, region in ipairs(regions) do print(i, upper(region)) end
		print(pcall(server.resize, server, 64))`)
	fmt.Println(err)
	// Output:
	// web	8	90
	// 1	NYC1
	// 2	FRA1
	// false	no server has 64 CPUs
	// <nil>
}

// The result of a Lua function goes into a Go value of your type.
func ExampleHost_CallInto() {
	host, _ := luabind.New()
	host.DoString(context.Background(), "plan.lua", `
		function plan(n)
			local list = {}
			for i = 1, n do list[i] = {name = "web-" .. i, cpus = 2 ^ i, timeout = 0.5} end
			return list
		end`)
	var servers []Server
	if err := host.CallInto(context.Background(), &servers, "plan", 2); err != nil {
		fmt.Println(err)
	}
	fmt.Printf("%+v\n", servers)
	// Output: [{Name:web-1 CPUs:2 Timeout:500ms} {Name:web-2 CPUs:4 Timeout:500ms}]
}

// Go keeps a Lua function and calls it when something happens.
func ExampleFunction() {
	host, _ := luabind.New()
	var handler *luabind.Function
	host.Set("on_event", func(f *luabind.Function) { handler = f })
	host.DoString(context.Background(), "events.lua", `
		local count = 0
		on_event(function(name) count = count + 1 return name .. " " .. count end)`)
	for _, event := range []string{"start", "stop"} {
		results, err := handler.Call(context.Background(), event)
		fmt.Println(results, err)
	}
	// Output:
	// [start 1] <nil>
	// [stop 2] <nil>
}

// A module of an embedder's own: functions described by data, and Lua.
func ExampleModule() {
	geometry := &luabind.Module{
		Name: "geometry",
		Doc:  "Shapes.",
		Funcs: []luabind.Func{{
			Name: "area", Doc: "The area of a rectangle.", Result: "number",
			Params: []luabind.Param{
				{Name: "width", Type: luabind.NumberType},
				{Name: "height", Type: luabind.NumberType, Optional: true, Doc: "the width, if left out"},
			},
			Run: func(c *luabind.Call) error {
				var width float64
				var height *float64
				c.Bind(&width, &height)
				if height == nil {
					height = &width
				}
				return c.Return(luabind.Number(width * *height))
			},
		}},
		Lua: `local M = ... function M.double(w) return M.area(2 * w, w) end return M`,
	}
	host, _ := luabind.New(luabind.WithModules(geometry), luabind.WithStdio(nil, os.Stdout, nil))
	err := host.DoString(context.Background(), "shapes.lua", `
		local geometry = require "geometry"
		print(geometry.area(3), geometry.area(3, 4), geometry.double(2))
		geometry.area("wide")`)
	fmt.Println(err)
	// Output:
	// 9	12	8
	// shapes.lua:4: area: 'width' must be a number, got string
}

// A limit ends the script; pcall cannot stop that, and the Host lives on.
func ExampleWithInstructionLimit() {
	host, _ := luabind.New(luabind.WithInstructionLimit(100_000))
	err := host.DoString(context.Background(), "loop.lua", `while true do pcall(function() while true do end end) end`)
	fmt.Println(errors.Is(err, luabind.ErrInstructionLimit), err)
	results, err := host.Eval(context.Background(), "again", `1 + 1`)
	fmt.Println(results[0], err)
	// Output:
	// true loop.lua:1: instruction limit of 100000 exceeded
	// 2 <nil>
}

// Scripts read the files of one file system and nothing else.
func ExampleWithFS() {
	files := fstest.MapFS{"lib/names.lua": {Data: []byte(`return {"ann", "bob"}`)}}
	host, _ := luabind.New(luabind.WithFS(files), luabind.WithPath("lib/?.lua"), luabind.WithStdio(nil, os.Stdout, nil))
	err := host.DoString(context.Background(), "files.lua", `
		print(#require("names"))
		print(loadfile("/etc/passwd"))`)
	fmt.Println(err)
	// Output:
	// 2
	// nil	cannot open /etc/passwd: file does not exist
	// <nil>
}

// An error tells where it was, in Lua's words, and unwraps to the Go error.
func ExampleError() {
	host, _ := luabind.New()
	host.Set("open", func(name string) error { return fmt.Errorf("%s: %w", name, os.ErrNotExist) })
	err := host.DoString(context.Background(), "load.lua", "local list = {}\nopen('data')")
	fmt.Println(err, errors.Is(err, os.ErrNotExist))
	err = host.DoString(context.Background(), "typo.lua", "local list = {}\ntable.isnert(list, 1)")
	var e *luabind.Error
	if errors.As(err, &e) {
		fmt.Printf("%s, line %d, column %d:\n%s\n%s\n", e.Chunk, e.Line, e.Column, e.Message, e.Source)
	}
	// Output:
	// load.lua:2: data: file does not exist true
	// typo.lua, line 2, column 7:
	// attempt to call nil value 'table.isnert' (did you mean 'insert'?)
	// table.isnert(list, 1)
	//       ^
}

// Functions run beside each other and switch where they wait.
func Example_tasks() {
	host, _ := luabind.New(luabind.WithStdio(nil, os.Stdout, nil))
	err := host.DoString(context.Background(), "tasks.lua", `
		local task = require "task"
		local results = task.map({0.02, 0.01}, function(s) task.sleep(s) return s end)
		print(results[1], results[2], results.n)
		print(pcall(task.timeout, 0.01, task.sleep, 10))`)
	fmt.Println(err)
	// Output:
	// 0.02	0.01	2
	// false	timeout of 10ms exceeded
	// <nil>
}
