package contract

import (
	"fmt"
	"strings"
)

// ErrorKind is a kind of the errors that scripts see: e.kind.
type ErrorKind struct {
	Kind   string       `json:"kind"`
	Code   string       `json:"code"` // under --json, of one that nobody catches
	Means  string       `json:"means"`
	Fields []ErrorField `json:"fields"` // beside those of every kind
}

// ErrorField is a field of an error.
type ErrorField struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Means string `json:"means"`
}

// CommonFields are those that errors of every kind have.
func CommonFields() []ErrorField {
	return []ErrorField{
		{"kind", "string", "the kind of the error"},
		{"message", "string", "what happened, without the place"},
		{"where", "string", "the place where it was raised"},
		{"traceback", "string", "how the script got there"},
		{"in_progress", "table?", "where it ended a wait: what was still waited for"},
		{"created", "table?", "of create_multiple_droplets: the droplets that exist already"},
		{"not_sent", "table?", "of create_multiple_droplets: the names that were not asked for any more"},
		{"errors", "table?", "of tasks that ran side by side: the errors of the others"},
	}
}

// ErrorKinds are all of them.
func ErrorKinds() []ErrorKind {
	method := ErrorField{"method", "string", "the method of the request"}
	url := ErrorField{"url", "string", "where the request went"}
	status := ErrorField{"status", "integer", "the status of the answer, such as 404"}
	kinds := []ErrorKind{
		{"DOAPIError", "", "the API refused a request", []ErrorField{
			status, {"id", "string?", "the API's word for what is wrong, such as not_found"}, {"request_id", "string?", "the API's name of the request, for its support"},
			method, url, {"body", "string", "the answer as it came"},
			{"response", "table", "the whole answer: status, headers, url, method, body, elapsed"}, {"rate_limit", "table?", "what the answer said of the rate limit"},
			{"http_error_msg", "string", "the status in words, such as 404 Client Error: Not Found"}, {"retry_after", "number?", "after how many seconds to ask again, where the API says"},
		}},
		{"ConnectionError", "", "the API could not be reached, or the connection broke", []ErrorField{method, url, {"timeout", "boolean", "whether it took too long"}}},
		{"ResponseError", "", "the API answered well, but with what is no JSON", []ErrorField{status, url, {"body", "string", "the answer as it came"}, {"offset", "integer?", "where it stops being JSON, in bytes"}}},
		{"UnknownOutcomeError", "", "a change was sent and nobody knows whether it happened", []ErrorField{
			method, url, {"sent_at", "Time", "when it was sent"}, {"hint", "string", "how to find out"}, {"names", "table?", "the names of the droplets that may exist"},
		}},
		{"WaitTimeoutError", "", "what was waited for did not come in time", []ErrorField{
			{"attr", "string", "the field that was looked at"}, {"value", "any", "the value that was waited for"},
			{"wait_interval", "number", "the seconds between two looks"}, {"wait_time", "number", "the seconds after which it gave up"},
		}},
		{"ActionError", "", "an action that was waited for under check failed", []ErrorField{{"action", "Action", "that action"}}},
		{"ValueError", "", "a value that cannot be: a method, a key, an empty id, a closed client", nil},
		{"TypeError", "", "an argument that is missing, unknown or of a wrong type, or does not go with another", nil},
		{"ParseError", "", "a text that could not be read: JSON, YAML, a time, a program", []ErrorField{{"line", "integer", "the line, from 1"}, {"column", "integer", "the column, from 1"}, {"offset", "integer?", "how far into the text, in bytes"}}},
		{"IOError", "", "a file that could not be read or written", []ErrorField{{"path", "string", "the file"}}},
		{"ShellError", "", "a program that ended with another code than 0, under check", []ErrorField{
			{"code", "integer", "its exit code"}, {"stdout", "string", "what it wrote"}, {"stderr", "string", "what it complained"},
			{"timeout", "boolean?", "true where it took too long"},
		}},
		{"SSHError", "", "a command on another machine that failed, or a machine that could not be reached", []ErrorField{
			{"host", "string", "the machine"}, {"code", "integer?", "the command's exit code, if it ran"}, {"stdout", "string?", "what it wrote"}, {"stderr", "string?", "what it complained"},
			{"timeout", "boolean?", "whether it took too long"}, {"results", "table?", "of ssh.map: the results of all machines"},
		}},
		{"LimitError", "", "the script took more time, memory or instructions than it may", []ErrorField{{"limit", "string", "which limit"}}},
		{"CancelledError", "", "what was waited for was called off: by task.cancel, a sibling's error, Ctrl-C", nil},
		{"StateError", "", "it cannot be done in the state that something is in", []ErrorField{{"field", "string?", "the field that tells the state"}, {"value", "any", "the state"}, {"object", "any", "the object, as it then is"}}},
		{"AssertionError", "", "an expectation of a test does not hold", nil},
		{"GuardError", "", "a guard refused a change before it was sent", []ErrorField{{"guard", "string", "which: --read-only, --deny, --max-cost, ..."}, method, url}},
		{"PlanError", "", "the plan does not have it, or cannot tell", nil},
	}
	for i := range kinds {
		kinds[i].Code = codeOfKind(kinds[i].Kind)
	}
	return kinds
}

// ErrorKindTable is the table of the kinds with their fields as help shows it.
func ErrorKindTable() string {
	var b strings.Builder
	for _, k := range ErrorKinds() {
		names := make([]string, len(k.Fields))
		for i, f := range k.Fields {
			names[i] = f.Name
		}
		fmt.Fprintf(&b, "%-19s  %s\n", k.Kind, fold(strings.Join(names, ", "), 58, strings.Repeat(" ", 21)))
	}
	return b.String()
}
