// Package luahttp is the module http of scripts: requests to anything on the network.
package luahttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
	"github.com/doapi-lua/doapi/stdlib/luajson"
)

// Module is `require "http"`: requests to anything on the network. It knows no
// credentials but those that the script gives it.
var Module = &luabind.Module{
	Name: "http",
	Doc: `Requests to anything. Nothing but what the script gives is sent.

    local http = require "http"
    local r = http.get("https://example.com/status", {timeout = 5})
    if r.status == 200 then print(r.json().state) end`,
	Needs:   luabind.CapNet,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Classes = []*luabind.Class{responseClass}
	describeClasses(m)
}

// requestOptions are what every function takes besides method and URL.
func requestOptions() []luabind.Param {
	return []luabind.Param{
		{Name: "headers", Type: kit.TextFields, Option: true, Doc: "header fields by name"},
		{Name: "params", Type: kit.TextFields, Option: true, Doc: "query parameters by name"},
		{Name: "body", Type: luabind.StringType, Option: true, Doc: "what is sent"},
		{Name: "json", Type: luabind.Any, Option: true, Doc: "a value that is sent as JSON"},
		{Name: "timeout", Type: luabind.SecondsType, Option: true, Default: "30", Doc: "seconds for one attempt, the whole answer included"},
		{Name: "retries", Type: luabind.IntegerType, Option: true, Default: "2", Doc: "further attempts after a broken connection or 429, 502, 503, 504; not for POST and PATCH"},
		{Name: "redirects", Type: luabind.IntegerType, Option: true, Default: "10", Doc: "how many redirects are followed; 0 gives the redirect itself"},
		{Name: "to_file", Type: luabind.StringType, Option: true, Doc: "where the body is written to; the file is there only once it is whole"},
		{Name: "ca_file", Type: luabind.StringType, Option: true, Doc: "a file with certificates to trust besides the system's"},
		{Name: "insecure", Type: luabind.BooleanType, Option: true, Doc: "take any certificate"},
	}
}

func describeClasses(m *luabind.Module) {
	m.Funcs = []luabind.Func{{
		Name: "request", Doc: "Sends a request and gives the answer, whatever its status. Raises a ConnectionError when there is none.", Result: "Response",
		Params: append([]luabind.Param{
			{Name: "url", Type: luabind.StringType},
			{Name: "method", Type: luabind.StringType, Option: true, Default: "GET"},
		}, requestOptions()...),
		NamedArgs: true,
		Refuses:   refusesURL,
		Run: func(c *luabind.Call) error {
			method := "GET"
			if s := c.Named("method").Text(); s != "" {
				method = strings.ToUpper(s)
			}
			return sendHTTP(c, method)
		},
	}}
	params := append([]luabind.Param{{Name: "url", Type: luabind.StringType}}, requestOptions()...)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		m.Funcs = append(m.Funcs, luabind.Func{
			Name: strings.ToLower(method), Doc: "Sends a " + method + " request; see request.", Result: "Response",
			Params:    params,
			NamedArgs: true,
			Refuses:   refusesURL,
			Run:       func(c *luabind.Call) error { return sendHTTP(c, method) },
		})
	}
	*responseClass = luabind.Class{
		Name: "Response", Doc: "An answer: status, headers with lower-case names, body.",
		Bound:  true,
		String: func(self any) string { return fmt.Sprintf("Response(status=%d)", self.(*response).status) },
		Properties: []luabind.Property{
			{Name: "status", Type: "integer", Doc: "The status code.", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return kit.Integer(self.(*response).status), nil
			}},
			{Name: "ok", Type: "boolean", Doc: "Whether the status is 2xx.", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return luabind.Bool(self.(*response).status/100 == 2), nil
			}},
			{Name: "url", Type: "string", Doc: "Where the answer came from, redirects followed.", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return luabind.String(self.(*response).url), nil
			}},
			{Name: "headers", Type: "table<string, string>", Doc: "The header fields, with lower-case names.", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
				t := c.NewTable(0, len(self.(*response).header))
				for name, values := range self.(*response).header {
					t.Set(strings.ToLower(name), luabind.String(strings.Join(values, ", ")))
				}
				return t.Value(), nil
			}},
			{Name: "body", Type: "string", Doc: "The whole body; \"\" when it went to a file.", Get: func(_ *luabind.Call, self any) (luabind.Value, error) {
				return luabind.String(self.(*response).body), nil
			}},
		},
		Methods: []luabind.Func{{Name: "json", Doc: "The body as JSON; raises a ParseError when it is none.", Result: "any", Run: func(c *luabind.Call) error {
			v, err := luajson.Decode(c, c.Self().(*response).body)
			if err != nil {
				return err
			}
			return c.Return(v)
		}}},
	}
}

var responseClass = &luabind.Class{}

type response struct {
	status int
	url    string
	header http.Header
	body   string
}

// Held shows the body, so that answers that a script keeps count toward its
// memory.
func (r *response) Held(visit func(luabind.Value)) { visit(luabind.String(r.body)) }

// httpRequest is a request that can be sent several times.
type httpRequest struct {
	c           *luabind.Call
	method, url string
	header      http.Header
	body        string
	timeout     time.Duration
	retries     int
	client      *http.Client
	file        string
	files       luabind.Files
}

// maxCertificates bounds a file of certificates.
const maxCertificates = 16 << 20

// maxHTTPBody bounds what is kept in memory of an answer.
const maxHTTPBody = 256 << 20

func sendHTTP(c *luabind.Call, method string) error {
	if method != http.MethodGet && method != http.MethodHead {
		if err := c.Effect(luabind.EffectHTTP, method); err != nil {
			return err
		}
	}
	r, err := readRequest(c, method)
	if err != nil {
		return err
	}
	if r.file != "" {
		if err := c.ChangesFile(r.file, c.Func().Called()+" to a file"); err != nil {
			return err
		}
	}
	var res *response
	block := c.Change
	if r.method == "GET" || r.method == "HEAD" {
		block = c.Block
	}
	if err := block(func(ctx context.Context) (err error) { res, err = r.send(ctx, c.Clock()); return err }); err != nil {
		return r.failed(c, err)
	}
	c.Charge(len(res.body))
	return c.Return(c.Host().Object(responseClass, res))
}

// failed makes the error that a script sees.
func (r *httpRequest) failed(c *luabind.Call, err error) error {
	if c.Context().Err() != nil || errors.As(err, new(*fs.PathError)) {
		return kit.IOError(c.Func().Name, err)
	}
	e := network.ConnectionError(r.method+" "+withoutUser(r.url), err)
	e.Fields = map[string]luabind.Value{
		"method": luabind.String(r.method), "url": luabind.String(withoutUser(r.url)),
		"timeout": luabind.Bool(errors.As(err, new(*slowError))),
	}
	return e
}

// slowError is that of an attempt that took too long.
type slowError struct{ after time.Duration }

func (e *slowError) Error() string { return fmt.Sprintf("no answer within the timeout of %v", e.after) }

func withoutUser(s string) string {
	if u, err := url.Parse(s); err == nil {
		return u.Redacted()
	}
	return s
}

func readURL(c *luabind.Call) (*url.URL, error) {
	u, err := url.Parse(c.Named("url").Text())
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, luabind.ValueErrorf("%s: %s is no http or https URL", c.Func().Name, c.Named("url").Quote())
	}
	return u, nil
}

func refusesURL(c *luabind.Call) error { _, err := readURL(c); return err }

func readRequest(c *luabind.Call, method string) (*httpRequest, error) {
	r := &httpRequest{c: c, method: method, header: http.Header{}, timeout: 30 * time.Second, retries: 2}
	u, err := readURL(c)
	if err != nil {
		return nil, err
	}
	if err := network.Refuse(c, u.Hostname()); err != nil {
		return nil, err
	}
	if params := c.Named("params"); !params.IsNil() {
		q := u.Query()
		eachText(params, q.Set)
		u.RawQuery = q.Encode()
	}
	r.url = u.String()
	eachText(c.Named("headers"), r.header.Set)
	r.body, _ = c.Named("body").AsString()
	if v := c.Named("json"); !v.IsNil() {
		if !c.Named("body").IsNil() {
			return nil, luabind.TypeErrorf("%s: give body or json, not both", c.Func().Name)
		}
		b, err := c.AppendJSON(nil, v, luabind.JSONOptions{})
		if err != nil {
			return nil, err
		}
		r.body = string(b)
		if r.header.Get("Content-Type") == "" {
			r.header.Set("Content-Type", "application/json")
		}
	}
	timeout, err := kit.PositiveSeconds(c, "timeout", c.Named("timeout"))
	if err != nil {
		return nil, err
	}
	if timeout > 0 {
		r.timeout = timeout
	}
	if n, ok := c.Named("retries").AsInt(); ok {
		r.retries = int(max(n, 0))
	}
	if r.file, _ = c.Named("to_file").AsString(); r.file != "" {
		if r.files = c.Host().Files(); r.files == nil {
			return nil, luabind.Errorf(luabind.KindError, "%s: 'to_file' needs the capability 'fs', which this host does not grant", c.Func().Name)
		}
	}
	return r, r.prepare(c)
}

func eachText(v luabind.Value, f func(name, text string)) {
	if t, ok := v.AsTable(); ok {
		t.Each(func(k, v luabind.Value) bool {
			name, _ := k.AsString()
			if s, ok := v.AsString(); ok {
				f(name, s)
			}
			return true
		})
	}
}

// prepare makes the client that the options ask for.
func (r *httpRequest) prepare(c *luabind.Call) error {
	redirects := 10
	if n, ok := c.Named("redirects").AsInt(); ok {
		redirects = int(max(n, 0))
	}
	transport := http.DefaultTransport
	file, _ := c.Named("ca_file").AsString()
	if insecure := c.Named("insecure").Truthy(); insecure || file != "" {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.TLSClientConfig = &tls.Config{InsecureSkipVerify: insecure}
		t.DisableKeepAlives = true
		if file != "" {
			pem, err := kit.ReadFileUpTo(c, file, maxCertificates)
			if err != nil {
				return kit.IOError(c.Func().Name, err)
			}
			pool, err := x509.SystemCertPool()
			if err != nil {
				pool = x509.NewCertPool()
			}
			if !pool.AppendCertsFromPEM([]byte(pem)) {
				return luabind.ValueErrorf("%s: there is no certificate in %s", c.Func().Name, file)
			}
			t.TLSClientConfig.RootCAs = pool
		}
		transport = t
	}
	r.client = &http.Client{Transport: transport, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if redirects == 0 {
			return http.ErrUseLastResponse
		}
		if len(via) > redirects {
			return fmt.Errorf("more than %d redirects", redirects)
		}
		return nil
	}}
	return nil
}

// send makes attempts until one gives an answer that stands.
func (r *httpRequest) send(ctx context.Context, clock luabind.Clock) (*response, error) {
	for attempt := 0; ; attempt++ {
		res, err := r.attempt(ctx)
		if err != nil && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		again := r.method != "POST" && r.method != "PATCH" && attempt < r.retries
		if err == nil && (!again || !transient(res.status)) {
			return res, nil
		}
		if err != nil && (!again || errors.As(err, new(*fs.PathError))) {
			return nil, err
		}
		pause := time.Second << min(attempt, 5)
		if err == nil {
			if s, convErr := strconv.Atoi(res.header.Get("Retry-After")); convErr == nil && s >= 0 && s < 3600 {
				pause = time.Duration(s) * time.Second
			}
		}
		if err := clock.Sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

func transient(status int) bool {
	return status == 429 || status == 502 || status == 503 || status == 504
}

func (r *httpRequest) attempt(parent context.Context) (*response, error) {
	// What is out there answers in real time, whatever clock the script has.
	ctx, cancel := luabind.RealClock().WithTimeout(parent, r.timeout)
	defer cancel()
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, err
	}
	req.Header = r.header.Clone()
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
	}
	out, err := r.exchange(req)
	var ue *url.Error
	if errors.As(err, &ue) {
		err = ue.Err
	}
	if err != nil && ctx.Err() == context.DeadlineExceeded && parent.Err() == nil {
		err = &slowError{r.timeout}
	}
	return out, err
}

// exchange sends one request and reads the answer.
func (r *httpRequest) exchange(req *http.Request) (*response, error) {
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out := &response{status: res.StatusCode, header: res.Header, url: res.Request.URL.Redacted()}
	if r.file != "" && res.StatusCode/100 == 2 {
		return out, r.save(req.Context(), res.Body)
	}
	out.body, err = r.read(res.Body)
	return out, err
}

// read gives the whole body, charged as it comes: in pieces that are put
// together once, since a text that grows is there twice each time.
func (r *httpRequest) read(body io.Reader) (string, error) {
	const piece = 1 << 20
	var pieces [][]byte
	total := 0
	for {
		buf := make([]byte, min(piece, max(total, 4<<10)))
		n, err := 0, error(nil)
		for n < len(buf) && err == nil {
			var m int
			m, err = body.Read(buf[n:])
			n += m
		}
		if total += n; total > maxHTTPBody {
			return "", fmt.Errorf("the answer is larger than %d MB; use to_file", maxHTTPBody>>20)
		}
		if err != nil && err != io.EOF {
			return "", err
		}
		pieces = append(pieces, buf[:n])
		r.c.Locked(func() { r.c.Charge(total) })
		if err == nil {
			continue
		}
		r.c.Locked(func() { r.c.Charge(2 * total) })
		var b strings.Builder
		b.Grow(total)
		for i := range pieces {
			b.Write(pieces[i])
			pieces[i] = nil
		}
		return b.String(), nil
	}
}

// save writes the body to a file that is there only once it is whole.
func (r *httpRequest) save(ctx context.Context, body io.Reader) error {
	f, err := kit.Replace(ctx, r.files, r.file, 0)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, body); err != nil {
		f.Abandon()
		return err
	}
	return f.Commit()
}
