// Package topics has the texts that help shows on subjects that no command and no
// function stands for: NAME.txt for `doapi help NAME`.
package topics

import (
	"embed"
	"strings"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

//go:embed *.txt
var files embed.FS

var textsOnce lazy.Value[map[string]string]

// Texts are the texts by their names. The result is shared: it must not be
// changed.
func Texts() map[string]string {
	return textsOnce.Get(func() map[string]string {
		tables := strings.NewReplacer("@exit-codes\n", contract.ExitCodeTable()+"\n", "@variables\n", contract.VariableTable(), "@error-codes\n", contract.ErrorCodeTable()+"\n", "@error-kinds\n", contract.ErrorKindTable())
		all := map[string]string{}
		for _, name := range Names() {
			text, err := files.ReadFile(name + ".txt")
			if err != nil {
				panic(err) // the name comes from the list of the files
			}
			all[name] = tables.Replace(string(text))
		}
		return all
	})
}

// Names are the names of all topics, sorted.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the program was built without its texts
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".txt")
	}
	return names
}
