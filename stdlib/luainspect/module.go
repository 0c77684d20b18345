// Package luainspect is the module inspect of scripts: any value as readable Lua text.
package luainspect

import (
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "inspect"`: any value as readable Lua text.
var Module = &luabind.Module{
	Name: "inspect",
	Doc: `Values as readable text, the same at every run: list elements first, then fields in the order of their names.

    local inspect = require "inspect"
    print(inspect{name = "web", tags = {"a", "b"}})    --> { name = "web", tags = { "a", "b" } }`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Call = &luabind.Func{
		Name: "inspect", Doc: "A value as readable Lua text. A table inside of itself shows as <cycle>.", Result: "string",
		Params: []luabind.Param{
			{Name: "v", Type: luabind.Any, Optional: true},
			kit.LastOptions(
				luabind.Param{Name: "depth", Type: luabind.IntegerType, Doc: "how many tables inside of each other are shown; all if left out"},
				luabind.Param{Name: "width", Type: luabind.IntegerType, Doc: "tables that fit into so many characters are shown on one line", Default: "80"},
			),
		},
		Run: runInspect,
	}
}

func runInspect(c *luabind.Call) error {
	var v, options luabind.Value
	c.Bind(&v, &options)
	f := luabind.Format{Width: 80, Text: 1 << 20}
	if n, ok := kit.Option(options, "width").AsInt(); ok {
		f.Width = int(n)
	}
	if n, ok := kit.Option(options, "depth").AsInt(); ok {
		if f.Depth = int(min(n, luabind.MaxFormatDepth)); n <= 0 {
			f.Depth = -1
		}
	}
	s, err := f.Value(c, v)
	if err != nil {
		return err
	}
	return kit.ReturnText(c, s)
}
