package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// use is one place where a local variable stands.
type use struct {
	at     syntax.Pos
	kind   useKind
	name   string // of the field or the method
	method *syntax.CallExpr
}

type useKind int

const (
	asValue useKind = iota // handed on, compared, or anything else
	readField
	setField
	ofMethod
	assignedTo
	asTruth // if d then
)

// usesOf lists how a local variable is used, in the order of the source.
func (s *script) usesOf(v *syntax.Variable) []use {
	if s.reads == nil {
		s.reads = map[*syntax.Variable][]use{}
		s.collectUses()
	}
	return s.reads[v]
}

func (s *script) collectUses() {
	seen := map[*syntax.NameExpr]bool{}
	add := func(e syntax.Expr, kind useKind, name string, method *syntax.CallExpr) {
		if x, ok := unparen(e).(*syntax.NameExpr); ok && x.Var != nil && !seen[x] {
			seen[x] = true
			s.reads[x.Var] = append(s.reads[x.Var], use{x.Start, kind, name, method})
		}
	}
	syntax.Walk(s.root, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.AssignStmt:
			for _, target := range x.Targets {
				add(target, assignedTo, "", nil)
				if index, ok := target.(*syntax.IndexExpr); ok {
					if key, ok := index.Key.(*syntax.StringExpr); ok {
						add(index.Object, setField, key.Value, nil)
					}
				}
			}
		case *syntax.IfStmt:
			for _, clause := range x.Clauses {
				add(clause.Cond, asTruth, "", nil)
			}
		case *syntax.UnaryExpr:
			if x.Op == syntax.Not {
				add(x.Operand, asTruth, "", nil)
			}
		case *syntax.FunctionStmt:
			if x.Method == nil {
				add(x.Target, assignedTo, "", nil)
			}
		case *syntax.CallExpr:
			if x.Method != nil {
				add(x.Func, ofMethod, x.Method.Value, x)
			}
		case *syntax.IndexExpr:
			if key, ok := x.Key.(*syntax.StringExpr); ok {
				add(x.Object, readField, key.Value, nil)
			}
		case *syntax.NameExpr:
			add(x, asValue, "", nil)
		}
		return true
	})
	for _, list := range s.reads {
		slices.SortStableFunc(list, func(a, b use) int { return cmp.Compare(a.at.Offset, b.at.Offset) })
	}
}

// inspectWaits warns of a wait or a fetch that is a statement of its own where a later
// one of the block reads what only the call's result knows: the object keeps its old
// state.
func (s *script) inspectWaits(x *syntax.Block) {
	for i, stmt := range x.Stmts {
		statement, ok := stmt.(*syntax.CallStmt)
		if !ok || i == len(x.Stmts)-1 {
			continue
		}
		call, ok := unparen(statement.Call).(*syntax.CallExpr)
		if !ok || call.Method == nil || call.Method.Value != "wait" && call.Method.Value != "fetch" {
			continue
		}
		of, ok := unparen(call.Func).(*syntax.NameExpr)
		if !ok || of.Var == nil {
			continue
		}
		class := s.valueOf(of).class
		if fn := s.callee(call).fn; class == nil || fn == nil || strings.TrimSuffix(fn.Result, "?") != class.Name {
			continue
		}
		stale := s.staleAfter(call, of.Var, class.Name)
		from, to := statement.Bounds().End.Offset, x.Bounds().End.Offset
		for _, u := range s.usesOf(of.Var) {
			if u.at.Offset < from || u.at.Offset >= to {
				continue
			}
			if u.kind == assignedTo || u.kind == setField && slices.Contains(stale, u.name) {
				break
			}
			if u.kind == readField && slices.Contains(stale, u.name) {
				text := statement.Bounds().Text(s.src)
				if strings.Contains(text, "\n") {
					text = of.Name + ":" + call.Method.Value + "{...}"
				}
				s.report(StaleState, statement.Bounds().Start, "%s keeps its old state, and %s.%s is read in line %d: write %s = %s", of.Name, of.Name, u.name, u.at.Line, of.Name, text)
				break
			}
		}
	}
}

// staleAfter lists the fields that a wait has changed, for certain, in what it gives, or
// that a fetch is there for.
func (s *script) staleAfter(call *syntax.CallExpr, v *syntax.Variable, class string) []string {
	made := false
	if call, ok := unparen(s.origins[v].expr).(*syntax.CallExpr); ok {
		fn := s.callee(call).fn
		made = fn != nil && strings.HasPrefix(fn.Name, "create")
	}
	if class == "Action" {
		return []string{"status", "completed_at", "completed", "done", "in_progress", "errored"}
	}
	if class != "Droplet" {
		fields := []string{"status", "state"}
		if made {
			fields = append(fields, "ip", "ipv4", "endpoint", "connection", "private_connection")
		}
		return fields
	}
	addresses := []string{"ip_address", "ipv4_address", "ipv6_address", "networks"}
	states := []string{"status", "active", "new", "off", "archive"}
	if call.Method.Value == "fetch" {
		return append(append(states, "locked"), addresses...)
	}
	if len(call.Args) != 1 {
		return nil
	}
	t, ok := unparen(s.constant(call.Args[0])).(*syntax.TableExpr)
	if !ok {
		return nil
	}
	for i := range t.Fields {
		switch name, _ := fieldName(&t.Fields[i]); name {
		case "ready":
			return append(states, addresses...)
		case "status":
			if made {
				return append(states, addresses...)
			}
			return states
		case "locked":
			return []string{"locked"}
		}
	}
	return nil
}

// sender is the method by which the account's side of a field is changed, where it is
// not called update.
func sender(field string) string {
	switch field {
	case "Droplet.name":
		return "rename(name)"
	case "Droplet.tags", "Image.tags", "Volume.tags", "Snapshot.tags", "Database.tags":
		return "tag(name) and untag(name)"
	case "Droplet.size", "Droplet.size_slug":
		return "resize{size=...}"
	case "Droplet.image":
		return "rebuild(image)"
	case "Image.name":
		return "update_image(name)"
	case "SSHKey.name":
		return "update_ssh_key(name)"
	case "Tag.name":
		return "update_tag(name)"
	case "FloatingIP.droplet", "FloatingIP.droplet_id":
		return "assign(droplet)"
	case "ReservedIP.droplet", "ReservedIP.droplet_id":
		return "reserved_ips_actions_post{type=\"assign\", droplet_id=...}"
	case "Volume.droplet_ids", "Volume.droplet_id":
		return "volume_actions_post_by_id{type=\"attach\", droplet_id=...}"
	case "Volume.size_gigabytes":
		return "volume_actions_post_by_id{type=\"resize\", ...}"
	}
	return ""
}

// inspectLocal warns of a field of an object that is set and never read: nothing
// sends it, and nobody sees it.
func (s *script) inspectLocal(target syntax.Expr) {
	x, ok := target.(*syntax.IndexExpr)
	if !ok || s.dynamic {
		return
	}
	of, ok := x.Object.(*syntax.NameExpr)
	key, isText := x.Key.(*syntax.StringExpr)
	if !ok || !isText || of.Var == nil || of.Var.Written || !s.isFresh(of.Var) {
		return
	}
	class := s.valueOf(of).class
	if class == nil || class.Set == nil || !hasField(class.Fields, key.Value) && sender(class.Name+"."+key.Value) == "" {
		return
	}
	for _, u := range s.usesOf(of.Var) {
		switch u.kind {
		case setField, asTruth:
		case readField:
			if u.name == key.Value || !hasField(class.Fields, u.name) || s.checker.known.membersOf(class)[u.name].fn != nil {
				return
			}
		case ofMethod:
			if fn := s.callee(u.method).fn; fn == nil || u.name == "for_json" || u.name == "int" {
				return
			}
		default:
			return
		}
	}
	way := sender(class.Name + "." + key.Value)
	if way == "" {
		members := s.checker.known.membersOf(class)
		for _, name := range []string{"update_record", "update"} {
			if members[name].fn != nil {
				way = name + "{" + key.Value + "=...}"
				break
			}
		}
	}
	if way != "" {
		way = ": " + of.Name + ":" + way + " would"
	}
	s.report(NoEffect, x.Bounds().Start, "this changes nothing in the account, only this script's copy of the %s, which nothing reads%s", class.Name, way)
}

// isFresh says whether a local variable holds an object that nothing else does: what
// the client gives at a call, or at a step of an iterator.
func (s *script) isFresh(v *syntax.Variable) bool {
	o := s.origins[v]
	call, ok := unparen(o.expr).(*syntax.CallExpr)
	if !ok || o.likely {
		return false
	}
	fn := s.callee(call).fn
	if fn == nil || fn.Run == nil || fn.Standard {
		return false
	}
	return !o.element || strings.HasPrefix(fn.Result, "Iterator<")
}

func hasField(fields []luabind.Param, name string) bool {
	return slices.ContainsFunc(fields, func(p luabind.Param) bool { return p.Name == name })
}
