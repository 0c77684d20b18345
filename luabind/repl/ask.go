package repl

import (
	"strings"

	"github.com/doapi-lua/doapi/luabind/check"
	"github.com/doapi-lua/doapi/luabind/complete"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// question tells a line that asks what something is: name?
func question(chunk string) (name string, ok bool) {
	name, ok = strings.CutSuffix(strings.TrimSpace(chunk), "?")
	name = strings.TrimSpace(name)
	if !ok || strings.Contains(name, "\n") {
		return "", false
	}
	return name, true
}

// ask shows the help on what is behind an expression: on the function, the module
// or the class of the object that it is.
func (r *repl) ask(name string) error {
	if name == "" {
		return r.help("")
	}
	for _, topic := range r.topicsOf(name) {
		if r.Help != nil {
			if text, ok := r.Help(topic); ok {
				r.show(text)
				return nil
			}
		}
	}
	return r.unknown(name)
}

// unknown says that there is no help on something, and what comes near.
func (r *repl) unknown(topic string) error {
	if r.Suggest != nil {
		if near := r.Suggest(topic); near != "" {
			return r.fail("there is no help on '%s' (did you mean '%s'?)", topic, near)
		}
	}
	return r.fail("there is no help on '%s'", topic)
}

// topicsOf are the names that help may know an expression by, the best first.
func (r *repl) topicsOf(name string) (topics []string) {
	r.Host.Inspect(func() {
		engine := r.engine(nil)
		k, ok := knownAt(engine, name)
		switch {
		case !ok:
		case k.Func != nil:
			topics = append(topics, k.Place+k.Func.Name)
		case k.Module != nil:
			topics = append(topics, k.Module.Name)
		}
		if at := strings.LastIndexAny(name, ".:"); at > 0 {
			switch owner, ok := knownAt(engine, name[:at]); {
			case ok && owner.Class != nil:
				topics = append(topics, owner.Class.Name+name[at:])
			case ok && owner.Text:
				topics = append(topics, "string."+name[at+1:])
			}
			topics = append(topics, name)
		}
		if k.Class != nil {
			topics = append(topics, k.Class.Name)
		}
		if k.Text {
			topics = append(topics, "string")
		}
		topics = append(topics, name)
	})
	return topics
}

// knownAt is what is known of an expression, or of the method at its end.
func knownAt(engine *complete.Completer, name string) (check.Known, bool) {
	const before = "_ = "
	text := before + name
	if method := strings.LastIndexByte(name, ':'); method > strings.LastIndexByte(name, '.') && !strings.HasSuffix(name, ")") {
		text += "()"
	}
	a, err := engine.Checker.Analyze("input", []byte(text))
	if err != nil || len(a.Root.Stmts) != 1 {
		return check.Known{}, false
	}
	set, ok := a.Root.Stmts[0].(*syntax.AssignStmt)
	if !ok || len(set.Values) != 1 {
		return check.Known{}, false
	}
	if call, ok := set.Values[0].(*syntax.CallExpr); ok && !strings.HasSuffix(name, ")") {
		return a.Callee(call), true
	}
	return a.ValueOf(set.Values[0]), true
}
