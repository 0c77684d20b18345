// Package luakube is the module kube of scripts: the kubeconfig of a cluster
// for the user, and a cluster's nodes.
package luakube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
	"github.com/doapi-lua/doapi/stdlib/luayaml"
)

// Module is `require "kube"`: kubeconfigs and nodes.
var Module = &luabind.Module{
	Name: "kube",
	Doc: `A cluster's kubeconfig for the user, and waiting for its nodes.

    local kube = require "kube"
    local config = do.kubernetes.get_kubeconfig{cluster_id = cluster.id}
    kube.merge(config)                                  -- into ~/.kube/config, as its current context
    print(table.concat(kube.wait_ready(config, {nodes = 3}), " "))`,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	m.Funcs = []luabind.Func{
		{Name: "merge", Doc: "Merges a kubeconfig into the user's file, all of it or, after an error, nothing; gives the file's path. What has the same name is replaced, all else stays.", Result: "string", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "config", Type: luabind.StringType, Doc: "the text of a kubeconfig"},
				{Name: "path", Type: luabind.StringType, Option: true, Default: "$KUBECONFIG or ~/.kube/config"},
				{Name: "switch", Type: luabind.BooleanType, Option: true, Default: "true", Doc: "make its context the current one"},
			},
			Run: runMerge},
		{Name: "context", Doc: "What a kubeconfig's current context says: {name, cluster, user, server}.", Result: "table",
			Params: []luabind.Param{{Name: "config", Type: luabind.StringType}},
			Run: func(c *luabind.Call) error {
				k, err := read(c, c.Named("config").Text())
				if err != nil {
					return err
				}
				access, err := k.access(c)
				if err != nil {
					return err
				}
				t := c.NewTable(0, 4)
				for name, s := range map[string]string{"name": access.name, "cluster": access.cluster, "user": access.user, "server": access.server} {
					t.Set(name, luabind.String(s))
				}
				return c.Return(t.Value())
			}},
		{Name: "wait_ready", Doc: "Waits until the nodes of a cluster are ready, so many if nodes says, else all that there are; gives their names. Raises a ConnectionError with timeout = true when they are not in time.", Result: "string[]", NamedArgs: true,
			Params: []luabind.Param{
				{Name: "config", Type: luabind.StringType, Doc: "the text of a kubeconfig with a token or a client certificate"},
				{Name: "nodes", Type: luabind.IntegerType, Option: true, Default: "1", Doc: "how many there have to be"},
				{Name: "timeout", Type: luabind.SecondsType, Option: true, Default: "600"},
				{Name: "interval", Type: luabind.SecondsType, Option: true, Default: "5"},
			},
			Run: runWaitReady},
	}
}

// config is a kubeconfig, as it came.
type config struct{ table luabind.Table }

func read(c *luabind.Call, text string) (*config, error) {
	v, err := luayaml.Decode(c, text)
	if err != nil {
		return nil, err
	}
	t, ok := kit.PlainTable(v)
	if !ok || t.Get("clusters").IsNil() {
		return nil, luabind.ValueErrorf("%s: this is no kubeconfig: it has no clusters", c.Func().Name)
	}
	return &config{t}, nil
}

// named finds the entry of a name in one of a kubeconfig's lists.
func (k *config) named(list, name, field string) (luabind.Table, bool) {
	all, _ := kit.PlainTable(k.table.Get(list))
	for i := 1; all.Ok() && i <= all.Len(); i++ {
		if e, ok := kit.PlainTable(all.At(i)); ok && e.Get("name").Text() == name {
			return kit.PlainTable(e.Get(field))
		}
	}
	return luabind.Table{}, false
}

// access is how to reach a cluster.
type access struct {
	name, cluster, user, server, token string
	tls                                *tls.Config
}

// Format prints whose cluster it is, and no key.
func (a *access) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "access to %s", a.server) }

func (k *config) access(c *luabind.Call) (*access, error) {
	bad := func(format string, args ...any) error {
		return luabind.ValueErrorf(c.Func().Name+": the kubeconfig "+format, args...)
	}
	a := &access{name: k.table.Get("current-context").Text(), tls: &tls.Config{}}
	ctx, ok := k.named("contexts", a.name, "context")
	if !ok {
		return nil, bad("has no context of the name %q", a.name)
	}
	a.cluster, a.user = ctx.Get("cluster").Text(), ctx.Get("user").Text()
	cluster, ok := k.named("clusters", a.cluster, "cluster")
	if a.server = ""; ok {
		a.server = strings.TrimSuffix(cluster.Get("server").Text(), "/")
	}
	if !strings.HasPrefix(a.server, "https://") {
		return nil, bad("has no https server for the cluster %q", a.cluster)
	}
	if data := cluster.Get("certificate-authority-data").Text(); data != "" {
		pem, err := base64.StdEncoding.DecodeString(data)
		a.tls.RootCAs = x509.NewCertPool()
		if err != nil || !a.tls.RootCAs.AppendCertsFromPEM(pem) {
			return nil, bad("has a certificate-authority-data that is no certificate")
		}
	}
	user, ok := k.named("users", a.user, "user")
	if !ok {
		return nil, bad("has no user %q", a.user)
	}
	a.token = user.Get("token").Text()
	if cert, key := user.Get("client-certificate-data").Text(), user.Get("client-key-data").Text(); cert != "" {
		c1, err1 := base64.StdEncoding.DecodeString(cert)
		k1, err2 := base64.StdEncoding.DecodeString(key)
		pair, err := tls.X509KeyPair(c1, k1)
		if errors.Join(err1, err2, err) != nil {
			return nil, bad("has a client certificate that is none")
		}
		a.tls.Certificates = []tls.Certificate{pair}
	}
	return a, nil
}

func runMerge(c *luabind.Call) error {
	files := c.Host().Files()
	if files == nil {
		return luabind.Errorf(luabind.KindError, "merge: files need the capability '%s', which this host does not grant", luabind.CapFS)
	}
	k, err := read(c, c.Named("config").Text())
	if err != nil {
		return err
	}
	name := c.Named("path").Text()
	if name == "" {
		name = defaultPath(c)
	}
	old, err := kit.ReadFileUpTo(c, name, 16<<20)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return kit.IOError("merge", err)
	}
	merged := c.NewTable(0, 8)
	if strings.TrimSpace(old) != "" {
		v, err := luayaml.Decode(c, old)
		t, ok := kit.PlainTable(v)
		if err != nil || !ok {
			return luabind.ValueErrorf("merge: %s is no kubeconfig and was left alone", name)
		}
		merged = t
	}
	for _, list := range []string{"clusters", "contexts", "users"} {
		merged.Set(list, mergeLists(c, merged.Get(list), k.table.Get(list)))
	}
	for field, v := range map[string]string{"apiVersion": "v1", "kind": "Config"} {
		if merged.Get(field).IsNil() {
			merged.Set(field, luabind.String(v))
		}
	}
	wanted, given := c.Named("switch").AsBool()
	if merged.Get("current-context").Text() == "" || !given || wanted {
		merged.Set("current-context", k.table.Get("current-context"))
	}
	text, err := luayaml.Encode(c, c.Host().MarkObject(merged).Value(), 2, false)
	if err != nil {
		return err
	}
	if err := c.ChangesFile(name, c.Func().Called()); err != nil {
		return err
	}
	err = c.Block(func(ctx context.Context) error {
		if err := files.MkdirAll(path.Dir(name), 0o700); err != nil {
			return err
		}
		r, err := kit.Replace(ctx, files, name, 0o600) // it holds keys
		if err != nil {
			return err
		}
		if _, err := io.WriteString(r, text); err != nil {
			r.Abandon()
			return err
		}
		return r.Commit()
	})
	if err != nil {
		return kit.IOError("merge", err)
	}
	return c.Return(luabind.String(name))
}

// defaultPath is the user's own file.
func defaultPath(c *luabind.Call) string {
	home := "."
	if vars := c.Host().Env(); vars != nil {
		if s, _ := vars.Get("KUBECONFIG"); s != "" {
			first, _, _ := strings.Cut(s, ":")
			return first
		}
		if s, ok := vars.Get("HOME"); ok {
			home = s
		}
	}
	return path.Join(home, ".kube", "config")
}

// mergeLists gives the entries of both lists, of one name those of the second.
func mergeLists(c *luabind.Call, old, added luabind.Value) luabind.Value {
	out, at := c.NewTable(0, 0), map[string]int{}
	for _, v := range []luabind.Value{old, added} {
		list, ok := kit.PlainTable(v)
		for i := 1; ok && i <= list.Len(); i++ {
			e, _ := list.At(i).AsTable()
			name := ""
			if e.Ok() {
				name = e.Get("name").Text()
			}
			if n := at[name]; n > 0 {
				out.SetAt(n, list.At(i))
				continue
			}
			out.Append(list.At(i))
			at[name] = out.Len()
		}
	}
	return c.Host().MarkList(out).Value()
}

func runWaitReady(c *luabind.Call) error {
	if !c.Host().Grants(luabind.CapNet) {
		return luabind.Errorf(luabind.KindError, "wait_ready: the network needs the capability '%s', which this host does not grant", luabind.CapNet)
	}
	wanted, timeout, interval := 1, 10*time.Minute, 5*time.Second
	c.Bind(nil, &wanted, &timeout, &interval)
	if interval <= 0 || timeout < 0 {
		return luabind.ValueErrorf("wait_ready: 'timeout' and 'interval' must be positive")
	}
	k, err := read(c, c.Named("config").Text())
	if err != nil {
		return err
	}
	a, err := k.access(c)
	if err != nil {
		return err
	}
	transport := &http.Transport{TLSClientConfig: a.tls, Proxy: http.ProxyFromEnvironment}
	defer transport.CloseIdleConnections()
	client, clock := &http.Client{Transport: transport}, c.Clock()
	deadline := clock.Now().Add(timeout)
	var ready []string
	var last error
	err = c.Wait(func(ctx context.Context) error {
		for {
			var all int
			ready, all, last = a.nodes(ctx, client)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if last == nil && all == len(ready) && all >= wanted {
				return nil
			}
			if last == nil {
				last = fmt.Errorf("%d of %d nodes are ready, %d wanted", len(ready), all, max(wanted, all))
			}
			if !clock.Now().Add(interval).Before(deadline) {
				return nil
			}
			if err := clock.Sleep(ctx, interval); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	if last != nil {
		e := network.ConnectionError(fmt.Sprintf("wait_ready: %s is not ready within the timeout of %v", a.cluster, timeout), last)
		e.Fields = map[string]luabind.Value{"timeout": luabind.Bool(true), "url": luabind.String(a.server)}
		return e
	}
	slices.Sort(ready)
	return kit.ReturnList(c, ready)
}

// nodes asks which nodes are ready, and how many there are.
func (a *access) nodes(parent context.Context, client *http.Client) (ready []string, all int, err error) {
	ctx, cancel := luabind.RealClock().WithTimeout(parent, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.server+"/api/v1/nodes", nil)
	if err != nil {
		return nil, 0, err
	}
	if a.token != "" {
		req.Header.Set("Authorization", "Bearer "+a.token)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, 0, fmt.Errorf("the cluster answers %s", res.Status)
	}
	var list struct {
		Items []struct {
			Metadata struct{ Name string }
			Status   struct {
				Conditions []struct{ Type, Status string }
			}
		}
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 64<<20)).Decode(&list); err != nil {
		return nil, 0, err
	}
	for _, n := range list.Items {
		for _, condition := range n.Status.Conditions {
			if condition.Type == "Ready" && condition.Status == "True" {
				ready = append(ready, n.Metadata.Name)
			}
		}
	}
	return ready, len(list.Items), nil
}
