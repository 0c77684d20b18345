package repl

import (
	"github.com/doapi-lua/doapi/luabind"
)

// inline renders a value on one line, coloured.
func (p *printer) inline(v luabind.Value, depth int) string {
	if _, ok := v.AsTable(); ok || v.IsString() {
		return p.tint(v, p.inlinePlain(v, depth))
	}
	return p.scalar(v)
}

// inlinePlain renders a value on one line. An object by itself needs no name of
// its class.
func (p *printer) inlinePlain(v luabind.Value, depth int) string {
	if _, class := v.Object(); class != nil {
		if text, err := p.c.ToString(v); err == nil && text != class.Name+"()" {
			return clean(text)
		}
	} else if _, ok := v.AsTable(); !ok && !v.IsString() {
		return clean(v.String())
	}
	return p.format(luabind.Format{Depth: maxNesting - depth}, v)
}

// block renders a table: on a line if it fits, else an entry a line.
func (p *printer) block(v luabind.Value) string {
	f := luabind.Format{Depth: maxNesting, Width: p.width, Paint: p.tint}
	if f.Width == 0 {
		f.Width = 100
	}
	return p.format(f, v)
}

func (p *printer) format(f luabind.Format, v luabind.Value) string {
	f.Items, f.Text = maxItems, maxText
	if f.Depth <= 0 {
		f.Depth = -1
	}
	text, err := f.Value(p.c, v)
	if err != nil {
		return clean(v.String())
	}
	return text
}
