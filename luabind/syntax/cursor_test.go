package syntax

import (
	"fmt"
	"strings"
	"testing"
)

func TestAt(t *testing.T) {
	for src, want := range map[string]string{
		"":                      `""`,
		"pri":                   `"pri"`,
		"x = do":                `"do"`,
		"do.":                   `"" after DO.`,
		"do.create_":            `"create_" after DO.`,
		"do\n  .droplets . li":  `"li" after DO droplets.`,
		"d:rest":                `"rest" after d:`,
		"a.b:c().d":             `"d" after .`,
		"f().x.y.z":             `"z" after .`,
		"t[1].x":                `"x" after .`,
		"('x'):re":              `"re" after :`,
		"do.create_droplet(":    `"" call DO create_droplet 1`,
		"do.create_droplet{":    `"" call DO create_droplet 1 table []`,
		"do.create_droplet{na":  `"na" call DO create_droplet 1 table []`,
		"d:resize('x', {di":     `"di" call d resize 2 table []`,
		"f(g(1, 2), {1, 2}, x":  `"x" call f 3`,
		"f(function(a, b) if a": `"a"`,
		"f(function() end, x":   `"x" call f 2`,
		"f{g = function() x":    `"x"`,
		"(f or g){x":            `"x"`,
		"do.create_droplet{name = 'web', region = \"ny":        `"ny" string call DO create_droplet 1 table [name region] region`,
		"do.create_droplet{name = 'web', region = \"nyc3\", s": `"s" call DO create_droplet 1 table [name region]`,
		"do.create_droplet{names = {'a', b = 1}, x = {":        `""`,
		"do.create_droplet{size = do.fetch_":                   `"fetch_" after DO. call DO create_droplet 1 table [size] size`,
		"require 'js":                                          `"js" string call require 1`,
		"require('js":                                          `"js" string call require 1`,
		"x = 'js":                                              `"js" string`,
		"f() -- do.x":                                          "nothing",
		"--[[ do.x":                                            "nothing",
		"x = [[ do.x":                                          "nothing",
		"x = 12":                                               "nothing",
		"f() -- c\n do.x":                                      `"x" after DO.`,
		"if x then do.y":                                       `"y" after DO.`,
		"for x in do.fe":                                       `"fe" after DO.`,
		"x = {do.fe":                                           `"fe" after DO.`,
		"#!/x\ndo.y":                                           `"y" after DO.`,
		"end) } f(x":                                           `"x" call f 1`,
		"{x":                                                   `"x"`,
	} {
		c, ok := At([]byte(src+"| rest"), len(src))
		got := "nothing"
		if ok {
			got = fmt.Sprintf("%q", c.Prefix)
			if c.InString {
				got += " string"
			}
			if c.After != 0 {
				got += " after " + strings.Join(c.Owner, " ") + string(c.After)
			}
			if c.Call != nil {
				got += fmt.Sprintf(" call %s %d", strings.Join(c.Call, " "), c.Arg)
			}
			if c.InTable {
				got += fmt.Sprint(" table ", c.Keys)
				if c.Key != "" {
					got += " " + c.Key
				}
			}
			if src[c.Start:] != c.Prefix {
				t.Errorf("%q: Start is %d", src, c.Start)
			}
		}
		if got != want {
			t.Errorf("%q:\n got %s\nwant %s", src, got, want)
		}
	}
}
