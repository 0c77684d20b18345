package cli

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/spf13/pflag"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/contract"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/credential"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/luaargs"
)

// The exit codes, besides those of os.exit.
const (
	exitFailed      = contract.Failed
	exitUsage       = contract.Usage
	exitHungUp      = contract.HungUp
	exitInterrupted = contract.Interrupted
	exitTerminated  = contract.Terminated
)

// usageError is a command line that cannot be.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

// ErrorCode is the code under --json.
func (e *usageError) ErrorCode() string { return "usage" }

func usagef(format string, args ...any) error {
	return &usageError{fmt.Sprintf(format, args...)}
}

// fileError is about a file that the command line names.
type fileError struct{ err error }

func (e *fileError) Error() string { return e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// ErrorCode is the code under --json, also where the error has gone through a
// script.
func (e *fileError) ErrorCode() string {
	if errors.Is(e.err, fs.ErrNotExist) {
		return "no_such_file"
	}
	return "file"
}

// noTokenError is the lack of a token, found out at the first request that
// needs one.
type noTokenError struct{ why error }

func (e *noTokenError) Error() string {
	if e.why != nil {
		return "no API token: " + e.why.Error()
	}
	return "no API token: give --token or --token-file, or set DIGITALOCEAN_TOKEN; --sim needs none"
}

// ErrorCode is the code under --json.
func (e *noTokenError) ErrorCode() string { return "no_token" }

func (e *noTokenError) Unwrap() error { return e.why }

// exitError ends a command whose failure has been reported already.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// report writes an error to standard error and gives the exit code for it.
func (a *app) report(err error) int {
	a.signals.settle()
	var usage *usageError
	var wrong *luaargs.UsageError
	var exit *luabind.ExitError
	var code exitError
	var stopped *luabind.StoppedError
	var deferred *luabind.DeferredError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &stopped):
		a.reportStopped(stopped.Err)
		return a.signals.exitCode()
	case errors.As(err, &deferred):
		return a.reportDeferred(deferred)
	case errors.As(err, &usage):
		a.tell(err, usage.message, exitUsage)
		return exitUsage
	case errors.As(err, &wrong) && a.machine():
		a.tell(usagef("%s", wrong.Message), wrong.Message, exitUsage)
		return exitUsage
	case errors.As(err, &wrong):
		a.complain(wrong.Message)
		fmt.Fprintln(a.env.Stderr, wrong.Usage)
		return exitUsage
	case errors.As(err, &exit):
		return exit.Code
	case errors.As(err, &code):
		return int(code)
	case a.interrupted(err):
		a.tell(err, "interrupted", a.signals.exitCode())
		return a.signals.exitCode()
	}
	a.explain(err)
	return exitFailed
}

// reportStopped tells how a run ended that was stopping, where there is more to
// tell than that.
func (a *app) reportStopped(err error) {
	var script *luabind.Error
	switch {
	case err == nil, errors.As(err, new(*luabind.ExitError)) && !errors.As(err, new(*luabind.DeferredError)):
	case errors.As(err, &script) && errors.Is(script.Err, luabind.ErrInterrupted):
		a.complain(script.Error()) // the place is enough
	default:
		a.report(err)
	}
}

// reportDeferred tells everything that went wrong.
func (a *app) reportDeferred(err *luabind.DeferredError) int {
	code := a.report(err.Err)
	for _, e := range err.Failed {
		a.complain("in a deferred function:")
		a.explain(e)
	}
	if code == 0 {
		return exitFailed
	}
	return code
}

// machine reports whether errors go out as JSON: --json stands on the command
// line, even if that is not understood.
func (a *app) machine() bool {
	if a.flags.json {
		return true
	}
	for _, arg := range a.env.Args {
		if arg == "--" || looksLikeScript(arg) {
			break // what follows is the script's
		}
		if arg == "--json" {
			return true
		}
	}
	return false
}

// tell writes an error that ends the command: a line for people, or under --json
// an object with a code.
func (a *app) tell(err error, message string, exit int) {
	if !a.machine() {
		a.complain(message)
		return
	}
	r := contract.ReportOf(err, exit)
	r.Message += a.advice(err)
	text, _ := json.Marshal(map[string]contract.Report{"error": r}) // there is nothing in it that could fail
	fmt.Fprintf(a.env.Stderr, "%s\n", text)
}

func (a *app) complain(message string) { fmt.Fprintf(a.env.Stderr, "doapi: %s\n", message) }

func (a *app) warn(format string, args ...any) {
	a.complain("warning: " + fmt.Sprintf(format, args...))
}

// explain writes an error: a line, for scripts the source line and the
// traceback too, unless the cause lies outside of the script.
func (a *app) explain(err error) {
	if lost := a.out.Err(); lost != nil && errors.Is(err, lost) {
		return // which finish tells
	}
	a.tell(err, err.Error()+a.advice(err), exitFailed)
	if a.machine() {
		return
	}
	var script *luabind.Error
	if !errors.As(err, &script) || outside(err) {
		return
	}
	if script.Source != "" {
		fmt.Fprintln(a.env.Stderr, strings.TrimRight(script.Source, "\n"))
	}
	if script.Traceback != "" {
		fmt.Fprintln(a.env.Stderr, strings.TrimRight(script.Traceback, "\n"))
	}
}

// advices are the flags that errors hang on whose texts cannot name them: an
// embedder's options are called otherwise.
var advices = []struct {
	flag string // that has to be given, "" if it holds anyway
	fits func(error) bool
	text string
}{
	{"", noTLS, "the server does not speak https there"},
	{"", untrusted, "--ca-file names a file with the certificates to trust"},
	{"max-time", func(err error) bool { return errors.Is(err, luabind.ErrTimeLimit) }, "--max-time sets it"},
	{"max-instructions", func(err error) bool { return errors.Is(err, luabind.ErrInstructionLimit) }, "--max-instructions sets it"},
	{"", func(err error) bool { return errors.Is(err, luabind.ErrMemoryLimit) }, "--max-memory sets it"},
	{"", tooDeep, "--max-depth sets how many calls may be nested"},
}

// advice names what helps with an error, if there is something: a flag, or
// where the token is from that was refused.
func (a *app) advice(err error) string {
	if errors.Is(err, client.ErrUnauthorized) && !a.flags.sim && a.who.Token != "" {
		return fmt.Sprintf(" (this run's token is that of %s, %s)", a.who.Place(), credential.Mask(a.who.Token))
	}
	for _, x := range advices {
		if x.fits(err) && (x.flag == "" || a.flags.given != nil && a.flags.given(x.flag)) {
			return " (" + x.text + ")"
		}
	}
	return ""
}

// noTLS recognizes an answer in plain http.
func noTLS(err error) bool { return errors.As(err, new(tls.RecordHeaderError)) }

// untrusted recognizes a certificate that nobody vouches for.
func untrusted(err error) bool {
	return errors.As(err, new(*tls.CertificateVerificationError)) && !errors.As(err, new(x509.HostnameError)) && !errors.As(err, new(x509.CertificateInvalidError))
}

// tooDeep recognizes a script whose calls are nested too deeply.
func tooDeep(err error) bool {
	var script *luabind.Error
	return errors.As(err, &script) && script.Message == "stack overflow"
}

// outside reports whether an error is about the token or the way to the API,
// which no line of a script can help.
func outside(err error) bool {
	var noToken *noTokenError
	var connection *client.ConnectionError
	return errors.As(err, &noToken) || errors.As(err, &connection) && !connection.Sent
}

// flagError says what is wrong with a flag, with the nearest right name.
func flagError(set *pflag.FlagSet, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return &usageError{err.Error()}
	}
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return usagef("unknown flag -%s%s", name, orLong(set, unknown.GetSpecifiedShortnames()))
	}
	return usagef("unknown flag --%s%s", name, luabind.DidYouMean("--"+name, flagNames(set)))
}

// orLong helps with -sim for --sim.
func orLong(set *pflag.FlagSet, written string) string {
	written, _, _ = strings.Cut(written, "=")
	if set.Lookup(written) != nil {
		return fmt.Sprintf(" (did you mean '--%s'?)", written)
	}
	return ""
}

// flagNames are the flags as they are written.
func flagNames(set *pflag.FlagSet) []string {
	var names []string
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, "--"+f.Name)
		}
	})
	return names
}

// cause leaves the path out of an error that is going to name it anyway.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
