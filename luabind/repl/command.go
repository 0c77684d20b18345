package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// errQuit leaves the REPL.
var errQuit = errors.New("quit")

// errTold is the failure of a command that has said why.
var errTold = errors.New("the command failed")

// commands are what a line that starts with a colon can say.
var commands = []struct{ name, argument, doc string }{
	{"help", "[topic]", "this list, or what is known about a topic"},
	{"load", "FILE", "run a Lua file here, and see its local variables"},
	{"locals", "", "the local variables here: of scripts that ran, or of the function that failed"},
	{"up", "", "go to the function that called it"},
	{"down", "", "go back to what it called"},
	{"save", "FILE", "write what ran without an error to a file"},
	{"time", "[on|off]", "show how long each line took"},
	{"trace", "[on|body|off]", "show every request"},
	{"quit", "", "leave, as Ctrl-D does"},
}

// commandNames are the commands as they are typed.
func commandNames() []string {
	var names []string
	for _, c := range commands {
		names = append(names, ":"+c.name)
	}
	return names
}

// commandLine tells a command from Lua: no statement starts with one colon.
func commandLine(chunk string) (line string, ok bool) {
	line = strings.TrimSpace(chunk)
	if strings.HasPrefix(line, ":") && !strings.HasPrefix(line, "::") {
		return strings.TrimSpace(line[1:]), true
	}
	return "", false
}

// command carries out a line after its colon. What goes wrong is said here.
func (r *repl) command(ctx context.Context, line string) error {
	name, argument, _ := strings.Cut(line, " ")
	argument = strings.TrimSpace(argument)
	switch name {
	case "help", "h", "?":
		return r.help(argument)
	case "load", "l":
		if argument == "" {
			return r.fail(":load needs the name of a file")
		}
		guarded, stop := r.Guard(ctx)
		defer stop()
		err := unstopped(r.debugger.DoFile(guarded, argument))
		r.loaded(r.debugger.Frames(), err)
		if err == nil {
			r.keep("dofile(" + luabind.QuoteString(argument) + ")")
		}
		r.explain(err)
		return err
	case "locals":
		return r.showLocals(ctx)
	case "up":
		return r.move(1)
	case "down":
		return r.move(-1)
	case "save", "s":
		if argument == "" {
			return r.fail(":save needs the name of a file")
		}
		f, err := os.OpenFile(argument, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		if err == nil {
			_, err = f.Write(r.typed)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			return r.fail("cannot save: %v", err)
		}
		r.tell("", fmt.Sprintf("saved %d lines to %s", strings.Count(string(r.typed), "\n"), argument))
		return nil
	case "time":
		on, err := toggle(argument, r.timing)
		if err != nil {
			return r.fail(":time %v", err)
		}
		r.timing = on
		r.acknowledge("how long each line takes is", on)
		return nil
	case "trace":
		if r.Trace == nil {
			return r.fail("there is nothing to trace")
		}
		if argument == "" {
			argument = "on"
		}
		if err := r.Trace(argument); err != nil {
			return r.fail(":trace %v", err)
		}
		r.acknowledge("what goes to the API and comes back is", argument != "off")
		return nil
	case "quit", "q", "exit", "continue", "c":
		return errQuit
	}
	return r.fail("there is no command :%s%s; :help lists them", name, luabind.DidYouMean(":"+name, commandNames()))
}

// fail says what went wrong with a command.
func (r *repl) fail(format string, args ...any) error {
	if r.Explain != nil {
		r.Explain(fmt.Errorf(format, args...))
		return errTold
	}
	r.tell(colorError, fmt.Sprintf(format, args...))
	return errTold
}

// acknowledge says what a switch does now, to a person.
func (r *repl) acknowledge(what string, on bool) {
	state := "not shown"
	if on {
		state = "shown"
	}
	if r.Terminal {
		r.tell(colorDim, what+" "+state)
	}
}

func toggle(argument string, was bool) (bool, error) {
	switch argument {
	case "":
		return !was, nil
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return was, fmt.Errorf("is on or off, not '%s'", argument)
}

// help lists the commands, or shows a topic.
func (r *repl) help(topic string) error {
	if topic != "" {
		if r.Help != nil {
			if text, ok := r.Help(topic); ok {
				r.show(text)
				return nil
			}
		}
		return r.unknown(topic)
	}
	for _, c := range commands {
		r.say(fmt.Sprintf("%-20s  %s", strings.TrimSpace(":"+c.name+" "+c.argument), c.doc))
	}
	r.say("An expression prints its value and leaves it in _; name? tells what it is. Tab completes; Ctrl-C interrupts; Ctrl-D leaves.")
	return nil
}

// show writes help, by the pager if it is long.
func (r *repl) show(text string) {
	text = r.fold(strings.TrimRight(text, "\n")) + "\n"
	if r.Page == nil || !r.Page(text) {
		fmt.Fprint(r.Stdout, text)
	}
}

// say writes text in lines that fit.
func (r *repl) say(text string) { fmt.Fprintln(r.Stdout, r.fold(text)) }

// fold breaks the lines of a text so that they fit.
func (r *repl) fold(text string) string {
	columns := 0
	if r.Width != nil {
		columns = r.Width()
	}
	return Fold(text, columns)
}
