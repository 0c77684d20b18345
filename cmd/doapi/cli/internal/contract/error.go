package contract

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/syntax"
)

// ErrorCode is the code of a kind of errors, as "code" has it under --json.
type ErrorCode struct {
	Code  string `json:"code"`
	Means string `json:"means"`
}

// ErrorCodes are all of them. They stay what they are from version to version.
func ErrorCodes() []ErrorCode {
	return []ErrorCode{
		{"usage", "flags, commands or arguments of the command line that cannot be"},
		{"no_token", "a token is needed and there is none"},
		{"no_such_file", "a file or folder is not there"},
		{"file", "a file cannot be read or written"},
		{"syntax", "a script is no Lua"},
		{"interrupted", "the run was interrupted and did not go on"},
		{"deferred", "a deferred function failed"},
		{"output", "standard output could not be written"},
		{"api", "the API refused a request: status and id tell more"},
		{"connection", "the API could not be reached, or the connection broke"},
		{"response", "the API answered what is no JSON"},
		{"unknown_outcome", "a change may or may not have happened: look before it is tried again"},
		{"wait_timeout", "what was waited for did not come in time"},
		{"action", "an action failed"},
		{"value", "a value that cannot be"},
		{"type", "an argument is missing, unknown or of a wrong type"},
		{"parse", "a text could not be read: JSON, YAML, a time"},
		{"io", "a file of a script could not be read or written"},
		{"shell", "a program that a script ran failed"},
		{"ssh", "a command on another machine failed, or the machine could not be reached"},
		{"limit", "the script took more time, memory or instructions than it may"},
		{"cancelled", "what was waited for was called off"},
		{"state", "it cannot be done in this state"},
		{"assertion", "an assertion of a script failed"},
		{"guard", "a guard refused a request"},
		{"plan", "a plan does not hold"},
		{"script", "a script raised an error of its own"},
		{"failed", "anything else"},
	}
}

// ErrorCodeTable is the table of the codes as help shows it.
func ErrorCodeTable() string {
	var b strings.Builder
	for _, c := range ErrorCodes() {
		fmt.Fprintf(&b, "%-15s  %s\n", c.Code, fold(c.Means, 63, strings.Repeat(" ", 17)))
	}
	return b.String()
}

// Report is an error as --json writes it to standard error: one line, under the
// key "error".
type Report struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Exit    int    `json:"exit_code"`
	File    string `json:"file,omitempty"` // of a script
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Trace   string `json:"traceback,omitempty"`

	Status    int    `json:"status,omitempty"` // of the API's answer
	ID        string `json:"id,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	Method    string `json:"method,omitempty"` // of the request that failed, or was refused
	URL       string `json:"url,omitempty"`
}

// ReportOf describes an error that ends a command with an exit code.
func ReportOf(err error, exit int) Report {
	r := Report{Code: CodeOf(err), Message: err.Error(), Exit: exit}
	var script *luabind.Error
	if errors.As(err, &script) {
		r.File, r.Line, r.Column, r.Message, r.Trace = script.Chunk, script.Line, script.Column, script.Message, script.Traceback
	}
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		r.File, r.Line, r.Column = wrong.Chunk, wrong.Line, wrong.Column
	}
	var api *client.Error
	if errors.As(err, &api) {
		r.Status, r.ID, r.RequestID, r.Method, r.URL = api.Status, api.ID, api.RequestID, api.Method, api.URL
	}
	var lost *client.ConnectionError
	var unknown *client.UnknownOutcomeError
	var refused *guard.Error
	switch {
	case errors.As(err, &unknown):
		r.Method, r.URL = unknown.Method, unknown.URL
	case errors.As(err, &lost):
		r.Method, r.URL = lost.Method, lost.URL
	case errors.As(err, &refused):
		r.Method, r.URL = refused.Method, refused.URL
	}
	return r
}

// limits are what a script may not take more of.
func limits() []error {
	return []error{
		luabind.ErrTimeLimit, luabind.ErrInstructionLimit, luabind.ErrMemoryLimit, luabind.ErrOutputLimit, luabind.ErrRequestLimit,
		luabind.ErrTaskLimit, luabind.ErrCoroutineLimit,
	}
}

// CodeOf is the code of an error.
func CodeOf(err error) string {
	var raised *luabind.ScriptError
	var script *luabind.Error
	var coded interface{ ErrorCode() string }
	var planned interface{ PlanError() bool }
	switch {
	case errors.As(err, &coded):
		return coded.ErrorCode()
	case errors.As(err, &planned) && planned.PlanError():
		return "plan"
	case errors.As(err, new(*luabind.OutputError)):
		return "output"
	case errors.As(err, new(*luabind.DeferredError)):
		return "deferred"
	case slices.ContainsFunc(limits(), func(limit error) bool { return errors.Is(err, limit) }):
		return "limit"
	case errors.Is(err, luabind.ErrInterrupted), errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.As(err, new(*syntax.Error)):
		return "syntax"
	case errors.As(err, &script) && script.Traceback == "" && errors.As(err, &raised) && raised.Kind == luabind.KindParse:
		return "syntax" // nothing ran yet
	case errors.As(err, &raised) && raised.Kind != "":
		return codeOfKind(raised.Kind)
	case errors.As(err, new(*client.UnknownOutcomeError)):
		return "unknown_outcome"
	case errors.As(err, new(*client.Error)):
		return "api"
	case errors.As(err, new(*client.ConnectionError)):
		return "connection"
	case errors.As(err, new(*client.ResponseError)):
		return "response"
	case errors.As(err, new(*client.WaitTimeoutError)):
		return "wait_timeout"
	case errors.As(err, new(*client.ActionError)):
		return "action"
	case errors.Is(err, fs.ErrNotExist):
		return "no_such_file"
	case errors.As(err, new(*fs.PathError)):
		return "file"
	case errors.As(err, &script):
		return "script"
	}
	return "failed"
}

// codeOfKind makes wait_timeout of WaitTimeoutError.
func codeOfKind(kind string) string {
	if kind == "DOAPIError" {
		return "api"
	}
	name := strings.TrimSuffix(kind, "Error")
	switch name {
	case "IO", "SSH":
		return strings.ToLower(name)
	}
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	code := b.String()
	for _, known := range ErrorCodes() {
		if known.Code == code {
			return code
		}
	}
	return "script"
}
