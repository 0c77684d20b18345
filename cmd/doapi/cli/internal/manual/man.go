package manual

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
		for _, v := range Variables {
			b.WriteString(".TP\n.B " + roff(v[0]) + "\n" + roff(v[1]) + "\n")
		}
		b.WriteString(".SH EXIT STATUS\n")
		for _, v := range ExitCodes {
			b.WriteString(".TP\n.B " + roff(v[0]) + "\n" + roff(v[1]) + "\n")
		}
	} else {
		b.WriteString(".SH SEE ALSO\n.BR doapi (1),\nwhich tells of the options of all commands, of the environment and of exit codes\n")
	}
	return b.String()
}

// Variables are those of the environment that the program reads.
var Variables = [][2]string{
	{"DIGITALOCEAN_TOKEN, DIGITALOCEAN_ACCESS_TOKEN, DO_API_TOKEN", "the API token, in this order"},
	{"DIGITALOCEAN_CONTEXT", "which context of doctl's configuration the token comes from, unless a variable has one"},
	{"DIGITALOCEAN_API_URL", "the endpoint, where --endpoint does not tell"},
	{"LUA_PATH, LUA_PATH_5_1", "where require looks for modules after the script's own folder"},
	{"NO_COLOR", "no colours"},
	{"TERM", "dumb: neither colours nor progress"},
	{"PAGER", "what shows long help on a terminal; less unless set"},
}

// ExitCodes are what the program ends with.
var ExitCodes = [][2]string{
	{"0", "the script ended by itself"},
	{"1", "an error that nobody caught; no token, file or endpoint; output that could not be written"},
	{"2", "flags, commands or arguments of a script that do not exist; under --detailed-exitcode: there are changes"},
	{"129, 130, 143", "the script was stopped by SIGHUP, Ctrl-C or SIGTERM"},
	{"n", "what the script gave os.exit, after deferred functions have run"},
}

// WriteManPages writes a page for each command into a folder.
func WriteManPages(root *cobra.Command, dir, version, date string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, c := range Commands(root) {
		if err := os.WriteFile(filepath.Join(dir, commandName(c)+".1"), []byte(ManPage(c, version, date)), 0o644); err != nil {
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
	return strings.ReplaceAll(b.String(), ".PP\n.PP\n", ".PP\n")
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
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
