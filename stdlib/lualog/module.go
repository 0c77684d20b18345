// Package lualog is the module log of scripts: messages on standard error, for people or
// for programs.
package lualog

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// Module is `require "log"`: lines for people or for programs on standard error.
var Module = &luabind.Module{
	Name: "log",
	Doc: `Messages on standard error, each one line, with fields as key=value or as JSON.

    local log = require "log"
    log.level("debug")
    log.info("droplet created", {id = 5, name = "web"})
    --> 2026-01-31T12:30:05.000Z INFO  droplet created id=5 name=web`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		logFunc("debug", "Writes a message for whoever looks for a fault. Not shown unless the level is debug."),
		logFunc("info", "Writes a message about the normal course of things."),
		logFunc("warn", "Writes a message about something odd."),
		logFunc("error", "Writes a message about something that went wrong. It raises nothing."),
		{Name: "level", Doc: "Sets the least level that is written, and gives the one that is in force.", Result: "string",
			Params: []luabind.Param{{Name: "level", Type: luabind.EnumType(logLevels...), Optional: true, Doc: "info at first"}},
			Run: func(c *luabind.Call) error {
				l := logOf(c)
				if !c.Named("level").IsNil() {
					l.least = slices.Index(logLevels, c.Named("level").Text())
				}
				return c.Return(luabind.String(logLevels[l.least]))
			}},
		{Name: "format", Doc: "Sets how messages are written, and gives the way that is in force.", Result: "string",
			Params: []luabind.Param{{Name: "format", Type: luabind.EnumType("text", "json"), Optional: true, Doc: "text at first"}},
			Run:    runFormat},
	}
}

func runFormat(c *luabind.Call) error {
	l := logOf(c)
	if !c.Named("format").IsNil() {
		l.json = c.Named("format").Text() == "json"
	}
	if l.json {
		return c.Return(luabind.String("json"))
	}
	return c.Return(luabind.String("text"))
}

var logLevels = []string{"debug", "info", "warn", "error"}

// logger is what a Host remembers.
type logger struct {
	least int
	json  bool
}

type logKey struct{}

func logOf(c *luabind.Call) *logger {
	return c.Host().State(logKey{}, func() any { return &logger{least: 1} }).(*logger)
}

const logTime = "2006-01-02T15:04:05.000Z07:00"

func logFunc(level, doc string) luabind.Func {
	rank := slices.Index(logLevels, level)
	return luabind.Func{
		Name: level, Doc: doc,
		Params: []luabind.Param{
			{Name: "message", Type: luabind.Any, Optional: true, Doc: "is written as print would"},
			{Name: "fields", Type: kit.NamedFields, Optional: true, Doc: "what belongs to it, by name"},
		},
		Run: func(c *luabind.Call) error {
			l := logOf(c)
			if rank < l.least {
				return nil
			}
			message, err := c.ToString(c.Named("message"))
			if err != nil {
				return err
			}
			fields, _ := c.Named("fields").AsTable()
			var line []byte
			if l.json {
				line, err = logJSON(c, level, message, fields)
			} else {
				line, err = logText(c, level, message, fields)
			}
			if err != nil {
				return err
			}
			return c.WriteError(append(line, '\n'))
		},
	}
}

func logNow(c *luabind.Call) string { return c.Clock().Now().UTC().Format(logTime) }

// logText renders a message for people; nothing in it breaks the line.
func logText(c *luabind.Call, level, message string, fields luabind.Table) ([]byte, error) {
	line := []byte(logNow(c) + " " + strings.ToUpper(level))
	for range 5 - len(level) {
		line = append(line, ' ')
	}
	line = append(line, ' ')
	line = appendMessage(c, line, message)
	if !fields.Ok() {
		return line, nil
	}
	for _, k := range fields.Keys() {
		s, err := logValue(c, fields.GetValue(k))
		if err != nil {
			return nil, err
		}
		name, s := logWord(k.String()), logWord(s)
		line = append(append(c.Grow(line, len(name)+len(s)+2), ' '), name...)
		line = append(append(line, '='), s...)
	}
	return line, nil
}

// appendMessage appends a message so that it stays on its line, a long one in
// pieces between which the run may end.
func appendMessage(c *luabind.Call, line []byte, message string) []byte {
	const piece = 64 << 10
	odd := strings.ContainsFunc(message, unicode.IsControl)
	for message != "" {
		n := min(len(message), piece)
		for n < len(message) && n > piece-utf8.UTFMax && !utf8.RuneStart(message[n]) {
			n--
		}
		part := message[:n]
		message = message[n:]
		if odd {
			part = strconv.Quote(part)
			part = part[1 : len(part)-1]
		}
		c.Steps(n / 16)
		line = append(c.Grow(line, len(part)), part...)
	}
	return line
}

func logValue(c *luabind.Call, v luabind.Value) (string, error) {
	if _, ok := kit.PlainTable(v); ok {
		b, err := c.AppendJSON(nil, v, luabind.JSONOptions{Sort: true})
		if err != nil {
			return kit.Inline(c, v), nil
		}
		return string(b), nil
	}
	return c.ToString(v)
}

// logWord quotes what could not be told from the text around it.
func logWord(s string) string {
	odd := func(r rune) bool { return r == ' ' || r == '=' || r == '"' || !unicode.IsPrint(r) }
	if s == "" || strings.ContainsFunc(s, odd) {
		return strconv.Quote(s)
	}
	return s
}

// logJSON renders a message as a JSON object. A field of a name that messages
// have themselves is set apart.
func logJSON(c *luabind.Call, level, message string, fields luabind.Table) ([]byte, error) {
	line := append([]byte(`{"time":`), luabind.AppendQuoted(nil, logNow(c))...)
	line = append(line, `,"level":"`+level+`","message":`...)
	line, err := c.AppendJSON(line, luabind.String(message), luabind.JSONOptions{})
	if err != nil {
		return nil, err
	}
	if fields.Ok() {
		for _, k := range fields.Keys() {
			name := k.String()
			if name == "time" || name == "level" || name == "message" {
				name = "fields." + name
			}
			line = append(luabind.AppendQuoted(append(line, ','), name), ':')
			v := fields.GetValue(k)
			next, err := c.AppendJSON(line, v, luabind.JSONOptions{Sort: true})
			if err != nil {
				s, err := logValue(c, v)
				if err != nil {
					return nil, err
				}
				next = luabind.AppendQuoted(line, s)
			}
			line = next
		}
	}
	return append(line, '}'), nil
}
