// Package luaspaces is the module spaces of scripts: objects in Spaces and
// other storage that speaks S3.
package luaspaces

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// KindSpaces is the kind of the errors that storage answers with: with the
// fields code, status, bucket and key.
const KindSpaces = "SpacesError"

// Module is `require "spaces"`: object storage.
var Module = &luabind.Module{
	Name: "spaces",
	Doc: `Objects in Spaces and other storage that speaks S3.

    local spaces = require "spaces"
    local s = spaces.connect{region = "fra1", key = id, secret = secret}
    s:create_bucket("backups")
    s:put("backups", "db.sql.gz", {file = "db.sql.gz", progress = function(done, all) print(done, all) end})
    for o in s:list("backups", {prefix = "db"}) do print(o.key, o.size, o.modified) end
    print(s:presign("backups", "db.sql.gz", {expires = 3600}))

Without key and secret they are read from SPACES_ACCESS_KEY_ID and SPACES_SECRET_ACCESS_KEY, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. What the storage refuses raises a SpacesError with code, status, bucket and key.`,
	Needs:   luabind.CapNet,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	describeClasses()
	m.Classes = []*luabind.Class{storageClass}
	m.Funcs = []luabind.Func{{
		Name: "connect", Doc: "Storage to work with; nothing is asked yet.", Result: "SpacesStorage", NamedArgs: true,
		Params: []luabind.Param{
			{Name: "region", Type: luabind.StringType, Optional: true, Default: "nyc3", Doc: `such as "fra1"`},
			{Name: "key", Type: luabind.StringType, Option: true, Doc: "the access key's id"},
			{Name: "secret", Type: luabind.StringType, Option: true, Doc: "the access key's secret"},
			{Name: "endpoint", Type: luabind.StringType, Option: true, Default: "https://REGION.digitaloceanspaces.com", Doc: "the URL of other storage"},
			{Name: "ca_file", Type: luabind.StringType, Option: true, Doc: "a file with certificates to trust besides the system's"},
		},
		Run: runConnect,
	}}
}

var storageClass = &luabind.Class{}

func describeClasses() {
	bucket := luabind.Param{Name: "bucket", Type: nonEmpty}
	key := luabind.Param{Name: "key", Type: nonEmpty}
	progress := luabind.Param{Name: "progress", Type: luabind.FuncType, Option: true, Doc: "called with the bytes done and the bytes in all"}
	*storageClass = luabind.Class{
		Name: "SpacesStorage", Doc: "Buckets with objects.", NamedArgs: true,
		String: func(self any) string { return "SpacesStorage(" + self.(*storage).base.Host + ")" },
		Methods: []luabind.Func{
			{Name: "put", Doc: "Stores a text or a file: large ones in parts, and visible only once they are whole. Gives {key, size, etag}.", Result: "table",
				Params: []luabind.Param{bucket, key,
					{Name: "data", Type: luabind.StringType, Optional: true, Doc: "the text"},
					{Name: "file", Type: luabind.StringType, Option: true, Doc: "a file's path, instead of a text"},
					{Name: "content_type", Type: luabind.StringType, Option: true, Default: "by the key's ending, else application/octet-stream"},
					{Name: "public", Type: luabind.BooleanType, Option: true, Doc: "let everybody read it"},
					{Name: "part_size", Type: luabind.IntegerType, Option: true, Doc: "bytes of a part, 5 MiB or more"}, progress},
				Rules: []luabind.Rule{luabind.OneOf("data", "file")},
				Run:   runPut},
			{Name: "get", Doc: "The object as a text, or with to_file in a file that is there only once it is whole.", Result: "string?",
				Params: []luabind.Param{bucket, key, {Name: "to_file", Type: luabind.StringType, Option: true}, progress},
				Run:    runGet},
			{Name: "list", Doc: "The objects of a bucket in the order of their keys: {key, size, modified, etag}.", Result: "Iterator<table>",
				Params: []luabind.Param{bucket, {Name: "prefix", Type: luabind.StringType, Option: true, Doc: "only keys that begin so"}},
				Run:    runList},
			{Name: "delete", Doc: "Removes an object. One that is not there is no error.", Params: []luabind.Param{bucket, key}, Run: runDelete},
			{Name: "presign", Doc: "A URL by which anybody can get the object, or put it there, for a time. Nothing is asked for it.", Result: "string",
				Params: []luabind.Param{bucket, key,
					{Name: "expires", Type: luabind.SecondsType, Option: true, Default: "3600", Doc: "seconds, at most 7 days"},
					{Name: "method", Type: luabind.EnumType("GET", "PUT"), Option: true, Default: "GET"}},
				Run: runPresign},
			{Name: "list_buckets", Doc: "The buckets of the region: {name, created_at}.", Result: "Iterator<table>", Run: runListBuckets},
			{Name: "create_bucket", Doc: "Makes a bucket in the region. Its name is one among all users'.",
				Params: []luabind.Param{bucket, {Name: "public", Type: luabind.BooleanType, Option: true, Doc: "let everybody list it"}},
				Run:    runCreateBucket},
			{Name: "delete_bucket", Doc: "Removes a bucket, which must be empty.", Params: []luabind.Param{bucket}, Run: runDeleteBucket},
		},
	}
}

// nonEmpty takes a text with something in it.
var nonEmpty = &luabind.Type{Name: "a text that is not empty", Lua: "string", Literal: []string{"string"}, Check: func(_ *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if !v.IsString() {
		return luabind.Nil, luabind.ErrType
	}
	if v.Text() == "" {
		return luabind.Nil, luabind.ValueErrorf("must not be empty")
	}
	return v, nil
}}

type transportKey struct{}

// WithTransport has requests to Spaces, where a script names no other endpoint,
// go through rt: to a simulator, which takes any key and none.
func WithTransport(rt http.RoundTripper) luabind.Option {
	return luabind.WithSetup(func(h *luabind.Host) { h.State(transportKey{}, func() any { return rt }) })
}

func simulated(c *luabind.Call) bool {
	return c.Named("endpoint").IsNil() && c.Host().State(transportKey{}, func() any { return nil }) != nil
}

func runConnect(c *luabind.Call) error {
	region, key, secret, endpoint, ca := "nyc3", "", "", "", ""
	c.Bind(&region, &key, &secret, &endpoint, &ca)
	if vars := c.Host().Env(); vars != nil {
		for _, prefix := range []string{"SPACES_", "AWS_"} {
			id, _ := vars.Get(prefix + "ACCESS_KEY_ID")
			s, _ := vars.Get(prefix + "SECRET_ACCESS_KEY")
			if key == "" && secret == "" {
				key, secret = id, s
			}
		}
	}
	if key == "" && secret == "" && simulated(c) {
		key, secret = "simulated", "simulated"
	}
	if key == "" || secret == "" {
		return luabind.ValueErrorf("connect: there is no key: give key and secret, or set SPACES_ACCESS_KEY_ID and SPACES_SECRET_ACCESS_KEY")
	}
	own, _ := c.Host().State(transportKey{}, func() any { return nil }).(http.RoundTripper)
	if endpoint != "" {
		own = nil
	} else {
		endpoint = "https://" + region + ".digitaloceanspaces.com"
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Path != "" && u.Path != "/" {
		return luabind.ValueErrorf("connect: 'endpoint' must be an http or https URL without a path, got %s", luabind.String(endpoint).Quote())
	}
	st := &storage{
		base: url.URL{Scheme: u.Scheme, Host: u.Host}, region: region, clock: luabind.RealClock(),
		keys: aws.Credentials{AccessKeyID: key, SecretAccessKey: secret},
	}
	through := own
	if own != nil {
		st.clock, st.own = c.Clock(), true
	} else if through, err = transport(c, ca); err != nil {
		return err
	}
	// A redirect would be followed unsigned.
	st.client = &http.Client{Transport: through, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c.Return(c.Host().Object(storageClass, st))
}

// transport is the way to storage over the network.
func transport(c *luabind.Call, ca string) (http.RoundTripper, error) {
	t := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: time.Minute, IdleConnTimeout: time.Minute,
		MaxIdleConns: 256, MaxIdleConnsPerHost: 16,
		DisableCompression: true, // objects are given as they are stored
	}
	if ca == "" {
		return t, nil
	}
	var err error
	t.TLSClientConfig, err = trusting(c, ca)
	return t, err
}

func trusting(c *luabind.Call, file string) (*tls.Config, error) {
	pem, err := kit.ReadFileUpTo(c, file, 16<<20)
	if err != nil {
		return nil, kit.IOError(c.Func().Name, err)
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM([]byte(pem)) {
		return nil, luabind.ValueErrorf("%s: there is no certificate in %s", c.Func().Name, file)
	}
	return &tls.Config{RootCAs: pool}, nil
}

// failed makes the error that a script sees.
func (s *storage) failed(c *luabind.Call, err error, bucket, key string) error {
	if err == nil || c.Context().Err() != nil || errors.Is(err, luabind.ErrInterrupted) {
		return err
	}
	var mine *ownError
	var told *luabind.ScriptError
	switch {
	case errors.As(err, &mine):
		return mine.error
	case errors.As(err, &told):
		return told
	}
	fields := map[string]luabind.Value{"bucket": luabind.String(bucket), "key": luabind.String(key)}
	var f *failure
	if errors.As(err, &f) {
		fields["code"], fields["status"] = luabind.String(f.Code), kit.Integer(f.status)
		return &luabind.ScriptError{Kind: KindSpaces, Err: err, Fields: fields, Message: c.Func().Name + ": " + path.Join(bucket, key) + ": " + f.Error()}
	}
	if e := kit.IOError(c.Func().Name, err); e != err {
		return e
	}
	e := network.ConnectionError(c.Func().Name+": "+s.base.Host, err)
	e.Fields = fields
	return e
}

// ownError is what a function of the script has raised.
type ownError struct{ error }

// told is a reader that tells the script how far it has come.
type told struct {
	io.Reader
	tell        func(done, total int64) error
	done, total int64
}

func (t *told) Read(b []byte) (int, error) {
	n, err := t.Reader.Read(b)
	if t.done += int64(n); n > 0 {
		if e := t.tell(t.done, max(t.total, t.done)); e != nil {
			return n, &ownError{e}
		}
	}
	return n, err
}

// telling wraps a reader if the script wants to be told.
func telling(c *luabind.Call, r io.Reader, total int64) io.Reader {
	f := c.Named("progress")
	if f.IsNil() {
		return r
	}
	return &told{r, func(done, total int64) (err error) {
		c.Locked(func() { _, err = c.Call(f, c.Host().Int(done), c.Host().Int(total)) })
		return err
	}, 0, total}
}

func runPresign(c *luabind.Call) error {
	s, expires, method := c.Self().(*storage), time.Hour, "GET"
	c.Bind(nil, nil, &expires, &method)
	if expires < time.Second || expires > 7*24*time.Hour {
		return luabind.ValueErrorf("presign: 'expires' must be from 1 second to 7 days, got %v", expires)
	}
	bucket, key := c.Named("bucket").Text(), c.Named("key").Text()
	u, err := s.presigned(c.Context(), request{method: method, bucket: bucket, key: key}, expires)
	if err != nil {
		return s.failed(c, err, bucket, key)
	}
	return c.Return(luabind.String(u))
}

// effect asks whether something may be changed in the storage; what the host
// simulates is not outside of it.
func (s *storage) effect(c *luabind.Call) error {
	if s.own {
		return nil
	}
	return c.Effect(luabind.EffectSpaces, c.Func().Called())
}

func runDelete(c *luabind.Call) error {
	s, bucket, key := c.Self().(*storage), c.Named("bucket").Text(), c.Named("key").Text()
	if err := s.effect(c); err != nil {
		return err
	}
	err := c.Change(func(ctx context.Context) error {
		_, err := s.call(ctx, request{method: "DELETE", bucket: bucket, key: key}, nil)
		return err
	})
	return s.failed(c, err, bucket, key)
}
