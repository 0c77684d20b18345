package client

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/doapi-lua/doapi/client/catalog"
	"github.com/doapi-lua/doapi/client/internal/address"
	"github.com/doapi-lua/doapi/client/internal/auth"
	"github.com/doapi-lua/doapi/client/jsontext"
)

// Args are the arguments of an operation of the catalog by the API's names.
// What goes into the path, the query, the headers and the body stands side by
// side, and the catalog parts it; a name that is both in the path and in the
// body is sent in both:
//
//	client.Args{"volume_id": id, "type": "attach", "droplet_id": 5}
//
// Where that is not enough, values of type Args under the keys "path",
// "query", "header" and "body" say outright where their contents go, whether
// the catalog knows the names or not. A "body" that is a string or []byte is
// sent as it is.
//
// Values may be strings, numbers, booleans, [Resource]s (which stand for their
// ids), json.RawMessage, lists of these in queries, and whatever encodes as
// JSON in bodies. nil is the same as no argument, except in a body, where it is
// sent as null.
type Args map[string]any

// CallOption says how an operation is called.
type CallOption func(*calling)

type calling struct{ key string }

// WithKey gives the key for an operation that the account's token is not for:
// a model access key for inference, an agent's key for an agent.
func WithKey(key string) CallOption { return func(c *calling) { c.key = key } }

// inferenceHost is where the operations of inference are.
const inferenceHost = "https://inference.do-ai.run"

// prepare makes the Call of an operation.
func (c *Client) prepare(op *catalog.Operation, args Args, options []CallOption) (*Call, *parts, error) {
	var how calling
	for _, option := range options {
		option(&how)
	}
	p, err := partArgs(op, args)
	if err != nil {
		return nil, nil, err
	}
	u, err := c.addressOf(op, p)
	if err != nil {
		return nil, nil, err
	}
	who, err := c.credentialFor(op, u, how.key)
	if err != nil {
		return nil, nil, err
	}
	call, err := newCall(op, op.Method, u, who, p.content)
	if err != nil {
		return nil, nil, err
	}
	call.Header = p.header
	call.AnyBody = op.Result == catalog.Text || op.Result == catalog.Binary || p.header.Get("Accept") != ""
	call.stream = op.Streams && p.streams
	return call, p, nil
}

// parts are an operation's arguments where they go.
type parts struct {
	path    []string // in the order of the template
	host    string   // agent_url or upload_url
	query   url.Values
	header  http.Header
	content []byte // the body, encoded
	streams bool   // the body asks for events
}

// partNames are the keys under which arguments are parted by hand.
var partNames = []string{"path", "query", "header", "body"}

// partOf gives what was put under one of partNames; ok is false when the name
// means an argument there, or nothing.
func partOf(args Args, name string) (Args, bool) {
	a, ok := args[name].(Args)
	return a, ok
}

// partArgs parts arguments by what the catalog says.
func partArgs(op *catalog.Operation, args Args) (*parts, error) {
	p := &parts{query: url.Values{}, header: http.Header{}}
	body := Body{}
	known := op.BodyFields()
	for name, value := range args {
		if _, ok := partOf(args, name); ok && slices.Contains(partNames, name) {
			continue
		}
		param := op.Param(name)
		inBody := slices.ContainsFunc(known, func(f catalog.Property) bool { return f.Name == name })
		if param == nil && !inBody {
			if raw, ok := rawBody(op, name, value); ok {
				p.content = raw
				continue
			}
			return nil, badArgument(name, "is no argument of %s", op.ID)
		}
		if inBody {
			body[name] = value
		}
	}
	if err := p.outside(op, args); err != nil {
		return nil, err
	}
	further, given := partOf(args, "body")
	for name, value := range further {
		body[name] = value
	}
	if p.content == nil && (len(body) > 0 || given || op.BodyNeeded && op.Body.Kind != catalog.String) {
		encoded, err := encodeBody(body)
		if err != nil {
			return nil, err
		}
		p.content = encoded
		p.streams = isTrue(body["stream"])
	}
	if p.content != nil && len(op.BodyTypes) > 0 && !strings.Contains(op.BodyTypes[0], "json") && p.header.Get("Content-Type") == "" {
		p.header.Set("Content-Type", op.BodyTypes[0])
	}
	return p, nil
}

// isTrue reports whether a body's field is true.
func isTrue(value any) bool {
	t, err := text(value)
	return err == nil && t == "true"
}

// rawBody is a body that is given whole.
func rawBody(op *catalog.Operation, name string, value any) ([]byte, bool) {
	if name != "body" || op.Body == nil {
		return nil, false
	}
	switch b := value.(type) {
	case string:
		return []byte(b), true
	case []byte:
		return b, true
	}
	return nil, false
}

// outside fills what is not the body.
func (p *parts) outside(op *catalog.Operation, args Args) error {
	byHand := map[catalog.In]Args{}
	for in, name := range map[catalog.In]string{catalog.InPath: "path", catalog.InQuery: "query", catalog.InHeader: "header"} {
		byHand[in], _ = partOf(args, name)
	}
	for i := range op.Params {
		param := &op.Params[i]
		value, ok := byHand[param.In][param.Name]
		if !ok {
			value, ok = args[param.Name]
		}
		if _, isPart := value.(Args); !ok || value == nil || isPart {
			if param.Required {
				return badArgument(param.Name, "is missing: %s needs it", op.ID)
			}
			continue
		}
		texts, err := allTexts(value)
		if err != nil {
			return badArgument(param.Name, "%v", err)
		}
		if len(texts) != 1 && param.In != catalog.InQuery {
			return badArgument(param.Name, "cannot be a list")
		}
		switch param.In {
		case catalog.InPath:
			p.path = append(p.path, texts[0])
		case catalog.InQuery:
			p.query[param.Name] = texts
		case catalog.InHeader:
			p.header.Set(param.Name, texts[0])
		case catalog.InHost:
			p.host = texts[0]
		}
	}
	return p.unknown(op, byHand)
}

// unknown adds what was put into the query and the headers by hand.
func (p *parts) unknown(op *catalog.Operation, byHand map[catalog.In]Args) error {
	for in, args := range byHand {
		for name, value := range args {
			if param := op.Param(name); param != nil && param.In == in {
				continue
			}
			texts, err := allTexts(value)
			switch {
			case err != nil:
				return badArgument(name, "%v", err)
			case in == catalog.InPath:
				return badArgument(name, "is not in the path of %s", op.ID)
			case in == catalog.InQuery:
				p.query[name] = texts
			case strings.EqualFold(name, "Authorization"):
				return badArgument(name, "is the client's own to send")
			default:
				p.header[http.CanonicalHeaderKey(name)] = texts
			}
		}
	}
	return nil
}

// addressOf makes the URL of an operation.
func (c *Client) addressOf(op *catalog.Operation, p *parts) (*url.URL, error) {
	if op.Host == catalog.Upload {
		u, err := c.resolve(p.host)
		if err == nil && !strings.Contains(p.host, "://") {
			err = badArgument("upload_url", "must be the whole URL")
		}
		return u, err
	}
	path, err := catalog.Expand(op.Path, p.path...)
	if err != nil {
		return nil, badArgument("path", "%v", err)
	}
	base := c.endpoint.String()
	switch op.Host {
	case catalog.Inference:
		base = inferenceHost
	case catalog.Agent:
		if base, err = agentBase(p.host); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(base + path)
	if err != nil {
		return nil, badArgument("path", "%v", err)
	}
	return address.With(u, p.query), nil
}

// agentBase is the origin of an agent, given as a host or as a URL.
func agentBase(host string) (string, error) {
	u, err := url.Parse("https://" + strings.TrimPrefix(strings.TrimRight(host, "/"), "https://"))
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return "", badArgument("agent_url", "must be the name of the agent's host")
	}
	return "https://" + u.Host, nil
}

// allTexts are the texts of a value in a path, a query or a header: one, or
// those of a list.
func allTexts(value any) ([]string, error) {
	if raw, ok := value.(json.RawMessage); ok {
		v, err := jsontext.Parse(string(raw))
		if err != nil {
			return nil, err
		}
		value = v
	}
	if v, ok := value.(jsontext.Value); ok && v.Kind() == jsontext.KindArray {
		var texts []string
		for e := range v.Elements() {
			t, err := text(e)
			if err != nil {
				return nil, err
			}
			texts = append(texts, t)
		}
		return texts, nil
	}
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		var texts []string
		for i := range list.Len() {
			t, err := text(list.Index(i).Interface())
			if err != nil {
				return nil, err
			}
			texts = append(texts, t)
		}
		return texts, nil
	}
	t, err := text(value)
	return []string{t}, err
}

var errNoText = errors.New("must be a string, a number, a boolean or a resource")

// text is a value as paths, queries and headers show it.
func text(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "", errNoText
	case string:
		return v, nil
	case json.RawMessage:
		parsed, err := jsontext.Parse(string(v))
		if err != nil {
			return "", err
		}
		return text(parsed)
	case jsontext.Value:
		switch v.Kind() {
		case jsontext.KindString, jsontext.KindNumber, jsontext.KindBool:
			return v.String(), nil
		}
		return "", errNoText
	case Resource:
		if id := v.Base().Identity(); id != "" {
			return id, nil
		}
		return "", fmt.Errorf("is a %s without anything that identifies it", v.Base().Class().Name)
	case fmt.Stringer:
		return v.String(), nil
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprint(value), nil
	case reflect.Float32, reflect.Float64:
		raw, err := json.Marshal(value)
		return string(raw), err
	}
	return "", errNoText
}

// credentialFor decides who an operation is called as; nil is the account,
// whose token the wire adds at the endpoint alone.
func (c *Client) credentialFor(op *catalog.Operation, u *url.URL, key string) (*auth.Credential, error) {
	if op.Host == catalog.API || op.Host == catalog.Upload {
		if key != "" {
			return nil, badArgument("key", "is not for %s", op.ID)
		}
		if op.Host == catalog.API {
			return nil, nil
		}
		return c.credential(address.Origin(u), ""), nil
	}
	if key == "" && op.Host == catalog.Inference {
		if c.inferenceKey == nil {
			return nil, badArgument("key", "is missing: %s needs a model access key", op.ID)
		}
		key = c.inferenceKey.Key()
	}
	if key != "" && auth.CheckKey(key) != nil {
		return nil, badArgument("key", "is empty, or holds characters that no key has")
	}
	return c.credential(address.Origin(u), key), nil
}

// credential gives the client's one credential of an origin and a key.
func (c *Client) credential(origin, key string) *auth.Credential {
	who, _ := c.credentials.LoadOrStore(sha256.Sum256([]byte(origin+"\n"+key)), auth.New(origin, key))
	return who.(*auth.Credential)
}

// mask takes the token, and every other key that was used, out of a text.
func (c *Client) mask(text string) string {
	text = c.token.Mask(text)
	c.credentials.Range(func(_, who any) bool {
		text = auth.Hide(text, who.(*auth.Credential).Key())
		return true
	})
	return text
}

// address is the URL as errors and traces show it: the query of a presigned
// URL is a key to it, and is left out.
func (c *Call) address() string { return auth.ShownURL(c.URL, c.who) }
