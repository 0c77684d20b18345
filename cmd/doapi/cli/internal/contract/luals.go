package contract

import (
	"fmt"
	"strings"
)

// ErrorDefinitions are the kinds of errors as classes for lua-language-server: what
// pcall gives is one of them after ---@cast e DOAPIError.
func ErrorDefinitions() []byte {
	var b strings.Builder
	class := func(name, parent, means string, fields []ErrorField) {
		fmt.Fprintf(&b, "\n--- %s\n---@class %s: %s\n", capital(means), name, parent)
		for _, f := range fields {
			fmt.Fprintf(&b, "---@field %s %s # %s\n", f.Name, f.Type, f.Means)
		}
	}
	b.WriteString("---@meta _\n")
	// The methods of strings go for the text of an error too.
	class("doapi.Error", "stringlib", "an error that a script caught", CommonFields())
	for _, k := range ErrorKinds() {
		class(k.Kind, "doapi.Error", k.Means, k.Fields)
	}
	return []byte(b.String())
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }
