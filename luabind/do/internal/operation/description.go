package operation

import (
	"strings"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/catalog"
)

// Doc says what an operation does and what it sends.
func Doc(op *catalog.Operation) string {
	doc := op.Doc + "\n\n" + op.Method + " " + op.Path
	switch op.Host {
	case catalog.Inference:
		doc += ", with a model access key"
	case catalog.Agent:
		doc += ", with the agent's key"
	case catalog.Upload:
		doc = op.Doc + "\n\n" + op.Method + " to a presigned URL, without any credential"
	}
	if beside := beside(op); len(beside) > 0 {
		doc += "\n\nWhat is answered beside the object are further fields of it: " + strings.Join(beside, ", ") + "."
	}
	if op.Deprecated {
		doc += " (deprecated)"
	}
	if len(op.Scopes) > 0 {
		doc += "\n\nThe token needs " + strings.Join(op.Scopes, ", ") + "."
	}
	return doc
}

// beside are the keys of an answer beside the object in it.
func beside(op *catalog.Operation) (names []string) {
	if op.Wrapper == "" || op.ListKey != "" {
		return nil
	}
	for i := range op.Response.Props {
		if name := op.Response.Props[i].Name; name != op.Wrapper && name != "links" && name != "meta" {
			names = append(names, name)
		}
	}
	return names
}

// Result names what an operation gives a script.
func Result(op *catalog.Operation) string {
	switch op.Result {
	case catalog.NoContent:
		return ""
	case catalog.Text, catalog.Binary:
		return "string"
	}
	class := "table"
	if e := op.Element(); e != nil && e.Kind == catalog.Object {
		class = "Object"
		if cl := client.ClassOf(op); cl != nil {
			class = cl.Name
		}
	} else if e != nil {
		class = LuaType(e)
	}
	switch {
	case op.IsList():
		return "Iterator<" + class + ">"
	case op.ListKey != "" && op.Wrapper == "":
		return class + "[]"
	case op.ListKey != "":
		return class + "|" + class + "[]"
	case op.Streams:
		return class + "|Iterator<table>"
	}
	return class
}
