// Package complete finds what can stand at a place in a half-written script:
// members of objects and modules, arguments by name, their values, local
// variables, globals and keywords. It takes them from the descriptions that
// calls are checked by, and from the script itself.
//
//	c := complete.New(complete.Config{Checker: checker})
//	for _, item := range c.At("deploy.lua", src, offset).Items {
//		fmt.Println(item.Text)
//	}
//
// It also says which call a place is in ([Completer.Call]), and what stands
// there ([Completer.Subject]).
package complete
