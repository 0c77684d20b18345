// Package help tells what each name means that people meet: of scripts, by the index of
// the modules; and of the command line, by the tables of the contract and by the
// commands themselves.
package help

import (
	"sync"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/topics"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/do"
	"github.com/doapi-lua/doapi/luabind/doc"
	"github.com/doapi-lua/doapi/stdlib"
)

// Modules describes everything that scripts can call.
func Modules() []*luabind.Module {
	return append(append(do.Modules(), luabind.TaskModule), stdlib.Modules()...)
}

// Index makes the index of help. root makes the tree of commands; it is called when
// they are first asked for.
func Index(root func() *cobra.Command) *doc.Index {
	s := &settings{root: sync.OnceValue(root)}
	return doc.New(doc.Config{
		Modules: Modules(), Topics: topics.Texts(), Example: catalog.Example,
		Operation: func(op string) string {
			if o := catalog.ByID(op); o != nil {
				return o.Method + " " + o.Path
			}
			return ""
		},
		Named: func(op string) string {
			if o := catalog.ByID(op); o != nil {
				return o.Group + "." + o.Name
			}
			return ""
		},
		Argument: func(op, name string) string {
			if o := catalog.ByID(op); o != nil {
				return catalog.FieldText(o.Group, name)
			}
			return ""
		},
		Result: func(op string) []luabind.Param {
			if o := catalog.ByID(op); o != nil {
				return do.ResultFields(o)
			}
			return nil
		},
		Outside: s.outside, Further: s.all,
	})
}
