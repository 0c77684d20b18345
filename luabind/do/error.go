package do

import (
	"errors"
	"fmt"
	"maps"
	"net/http"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/guard"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
)

// The kinds of errors that scripts see of a client, beside those of luabind.
const (
	kindDOAPI      = "DOAPIError"
	kindConnection = "ConnectionError"
	kindResponse   = "ResponseError"
	kindTimeout    = "WaitTimeoutError"
	kindAction     = "ActionError"
	kindUnknown    = "UnknownOutcomeError"
	kindGuard      = "GuardError"
	kindPlan       = "PlanError"
	kindState      = luabind.KindState
)

// failure is an error that a client's object gave, with the client that
// objects in it belong to.
type failure struct {
	m    *manager
	err  error
	rest []client.Resource // what a wait that it ended had not done
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// fail remembers whose error it is.
func (m *manager) fail(err error) error {
	if err == nil {
		return nil
	}
	return &failure{m: m, err: err}
}

// scriptError says what scripts see of a client's error; nil for others.
func scriptError(c *luabind.Call, err error) *luabind.ScriptError {
	var (
		api      *client.Error
		response *client.ResponseError
		conn     *client.ConnectionError
		unknown  *client.UnknownOutcomeError
		late     *client.WaitTimeoutError
		action   *client.ActionError
		arg      *client.ArgumentError
		state    *client.StateError
		refused  *guard.Error
		planned  interface{ PlanError() bool }
		wait     *client.WaitError
		script   *luabind.ScriptError
		f        *failure
	)
	fields := map[string]luabind.Value{}
	e := &luabind.ScriptError{Message: err.Error(), Fields: fields, Err: err}
	switch {
	case errors.As(err, &planned) && planned.PlanError():
		e.Kind = kindPlan
	case errors.As(err, &refused):
		e.Kind = kindGuard
		fields["guard"], fields["method"], fields["url"] = luabind.String(refused.Guard), luabind.String(refused.Method), luabind.String(refused.URL)
	case errors.As(err, &late):
		e.Kind = kindTimeout
		fields["attr"] = luabind.String(late.Attr)
		if v, err := c.Host().FromGo(late.Value); err == nil {
			fields["value"] = v
		}
		fields["wait_interval"] = secondsOf(late.Interval)
		fields["wait_time"] = secondsOf(late.Limit)
	case errors.As(err, &action):
		e.Kind = kindAction
	case errors.As(err, &state):
		e.Kind = kindState
		fields["field"], fields["value"] = luabind.String(state.Field), toLua(c, state.Value)
	case errors.As(err, &unknown):
		e.Kind = kindUnknown
		fields["method"], fields["url"], fields["hint"] = luabind.String(unknown.Method), luabind.String(unknown.URL), luabind.String(unknown.Hint)
		fields["sent_at"] = c.Host().Time(unknown.SentAt)
		if unknown.Names != nil {
			fields["names"] = texts(c, unknown.Names)
		}
	case errors.As(err, &response):
		e.Kind = kindResponse
		fields["status"], fields["url"] = luabind.Number(float64(response.Status)), luabind.String(response.URL)
		fields["body"] = luabind.String(string(response.Body))
		if response.Line > 0 {
			fields["offset"] = luabind.Number(float64(response.Offset))
		}
	case errors.As(err, &api):
		apiError(c, e, api)
	case errors.As(err, &conn):
		e.Kind = kindConnection
		fields["method"], fields["url"] = luabind.String(conn.Method), luabind.String(conn.URL)
		fields["timeout"] = luabind.Bool(conn.Timeout())
	case errors.As(err, &arg):
		e.Kind = luabind.KindValue
	case errors.Is(err, client.ErrClosed):
		e.Kind, e.Message = luabind.KindValue, "the client is closed"
	case errors.As(err, &wait) && errors.As(err, &script):
		// A function of the script's own, called by a wait, raised it.
		e.Kind, e.Message, e.Text, e.Where, e.Traceback = script.Kind, script.Message, script.Text, script.Where, script.Traceback
		maps.Copy(fields, script.Fields)
	default:
		return nil
	}
	if errors.As(err, &f) {
		f.m.objects(c, err, fields)
		if f.rest != nil {
			fields["in_progress"] = list(f.m, c, f.rest)
		}
	}
	return e
}

// apiError fills in what a refusal of the API says.
func apiError(c *luabind.Call, e *luabind.ScriptError, api *client.Error) {
	e.Kind, e.Text, e.Message = kindDOAPI, e.Message, api.Message
	f := e.Fields
	// The body's other fields first: they never win over the standard ones.
	if v, err := jsontext.Parse(string(api.Body)); err == nil && v.Kind() == jsontext.KindObject {
		for key, w := range v.Fields() {
			f[key] = toLua(c, w)
		}
	}
	delete(f, "message")
	f["status"] = luabind.Number(float64(api.Status))
	for name, said := range map[string]string{"id": api.ID, "request_id": api.RequestID} {
		delete(f, name)
		if said != "" {
			f[name] = luabind.String(said)
		}
	}
	f["method"], f["url"] = luabind.String(api.Method), luabind.String(api.URL)
	f["body"] = luabind.String(string(api.Body))
	f["http_error_msg"] = luabind.String(httpMessage(api.Status))
	delete(f, "retry_after")
	if api.RetryAfter > 0 {
		f["retry_after"] = secondsOf(api.RetryAfter)
	}
	response := c.NewTable(0, 6)
	response.Set("status", f["status"])
	response.Set("url", f["url"])
	response.Set("method", f["method"])
	response.Set("body", f["body"])
	if api.Reply != nil {
		response.Set("headers", headers(c, api.Reply.Header))
		response.Set("elapsed", secondsOf(api.Reply.Elapsed))
		f["rate_limit"] = rateLimit(c, api.Reply.Header)
	}
	f["response"] = response.Value()
}

// httpMessage is what the Python library's HTTP errors said.
func httpMessage(status int) string {
	side := "Client"
	if status >= 500 {
		side = "Server"
	}
	return fmt.Sprintf("%d %s Error: %s", status, side, http.StatusText(status))
}

// objects adds the resources that an error carries.
func (m *manager) objects(c *luabind.Call, err error, fields map[string]luabind.Value) {
	var (
		action  *client.ActionError
		partial *client.PartialError
		state   *client.StateError
	)
	if errors.As(err, &action) {
		fields["action"] = m.resource(c, action.Action)
	}
	if errors.As(err, &state) {
		fields["object"] = m.resource(c, state.Object)
	}
	if errors.As(err, &partial) {
		fields["created"] = list(m, c, partial.Created)
		fields["not_sent"] = texts(c, partial.NotSent)
	}
}
