package manual

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/replace"
)

// ManPage makes the man page of a command, in roff. date is when the program
// was made, "" if that is not known.
func ManPage(c *cobra.Command, version, date string) string {
	var b strings.Builder
	root := c.Root()
	fmt.Fprintf(&b, ".TH %q 1 %q %q %q\n", strings.ToUpper(commandName(c)), date, "doapi "+version, "doapi")
	b.WriteString(".nh\n.ad l\n")
	b.WriteString(".SH NAME\n" + roff(commandName(c)) + ` \- ` + roff(lower(c.Short)) + "\n")
	b.WriteString(".SH SYNOPSIS\n\\fB" + roff(c.CommandPath()) + "\\fP" + roff(strings.TrimPrefix(c.UseLine(), c.CommandPath())) + "\n")
	if c.Long != "" {
		b.WriteString(".SH DESCRIPTION\n" + roffText(c.Long))
	}
	roffFlags(&b, "OPTIONS", c.NonInheritedFlags(), c == root)
	if c == root {
		roffFlags(&b, "OPTIONS OF ALL COMMANDS", c.PersistentFlags(), false)
	}
	if c.Example != "" {
		b.WriteString(".SH EXAMPLES\n" + roffText(c.Example))
	}
	if c == root {
		b.WriteString(".SH COMMANDS\n")
		for _, sub := range Commands(c)[1:] {
			b.WriteString(".TP\n.B " + roff(commandName(sub)) + "(1)\n" + roff(sub.Short) + "\n")
		}
		b.WriteString(".SH ENVIRONMENT\n")
		for _, v := range contract.Variables() {
			b.WriteString(".TP\n.B " + roff(v.Name) + "\n" + roff(v.Means) + "\n")
		}
		b.WriteString(".SH EXIT STATUS\n")
		for _, v := range contract.ExitCodes() {
			b.WriteString(".TP\n.B " + strconv.Itoa(v.Code) + "\n" + roff(v.Means) + "\n")
		}
		b.WriteString(".TP\n.I n\nwhat the script gave os.exit, after deferred functions have run\n")
	} else {
		b.WriteString(".SH SEE ALSO\n.BR doapi (1),\nwhich tells of the options of all commands, of the environment and of exit codes\n")
	}
	return b.String()
}

// WriteManPages writes a page for each command into a folder.
func WriteManPages(root *cobra.Command, dir, version, date string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, c := range Commands(root) {
		if err := replace.Write(filepath.Join(dir, commandName(c)+".1"), []byte(ManPage(c, version, date)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// roff escapes a text.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	return s
}

// roffText is a text of paragraphs and of lines that stay as they are, which
// are indented.
func roffText(s string) string {
	var b strings.Builder
	kept := false
	for line := range strings.Lines(strings.TrimRight(s, "\n") + "\n") {
		line = strings.TrimRight(line, "\n")
		indented := strings.HasPrefix(line, "  ")
		switch {
		case indented && !kept:
			b.WriteString(".PP\n.nf\n")
		case !indented && kept:
			b.WriteString(".fi\n")
		}
		switch {
		case line == "" && !kept:
			b.WriteString(".PP\n")
		case line != "":
			b.WriteString(roff(line) + "\n")
		}
		kept = indented
	}
	if kept {
		b.WriteString(".fi\n")
	}
	return strings.TrimPrefix(strings.ReplaceAll(b.String(), ".PP\n.PP\n", ".PP\n"), ".PP\n") // a section needs none
}

func roffFlags(b *strings.Builder, title string, set *pflag.FlagSet, skip bool) {
	rows := flagRows(set)
	if len(rows) == 0 || skip {
		return
	}
	b.WriteString(".SH " + title + "\n")
	for _, r := range rows {
		b.WriteString(".TP\n.B " + roff(r[0]) + "\n" + roff(r[1]) + "\n")
	}
}

func lower(s string) string {
	if s == "" || strings.HasPrefix(s, "Lua ") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
