package luassh

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// target is a machine and how to get into it.
type target struct {
	host, name string
	port       int
	user       string
	socket     string // of the agent; "" if it is not asked
	keys       []ssh.Signer
	locked     string // a key of the user's that cannot be read, and why
	password   *string
	check      *hostKeys
	jump       *connection // to go through; nil: directly
	jumpTarget *target
	timeout    time.Duration
}

// hostType takes a name or address, or an object that has one.
var hostType = &luabind.Type{Name: "a host's name or address, or an object that has one", Lua: "string|table", Table: true, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if s, ok := v.AsString(); ok && v.IsString() {
		if s == "" || strings.ContainsAny(s, " \t\n\x00/") {
			return luabind.Nil, luabind.ValueErrorf("is no host: %s", v.Quote())
		}
		return v, nil
	}
	if t, ok := kit.PlainTable(v); ok {
		return v, noOptions(c, t)
	}
	if _, class := v.Object(); class == nil {
		return luabind.Nil, luabind.ErrType
	}
	return v, nil
}}

// noOptions finds named arguments that were taken for a host because one of
// them is unknown.
func noOptions(c *luabind.Call, t luabind.Table) error {
	if t.Get("host").IsNil() {
		return nil
	}
	var names []string
	for i := range c.Func().Params {
		names = append(names, c.Func().Params[i].Name)
	}
	for _, k := range t.Keys() {
		if name := k.Text(); !slices.Contains(names, name) && name != "name" {
			return luabind.TypeErrorf("has the unknown argument %s%s", k.Quote(), luabind.DidYouMean(name, names))
		}
	}
	return nil
}

// jumpType takes a connection or a host.
var jumpType = &luabind.Type{Name: "a connection or a host", Lua: "SSHConnection|string|table", Table: true, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if _, class := v.Object(); class == connectionClass {
		return v, nil
	}
	return hostType.Check(c, v)
}}

// commandType takes a line for a shell, or words.
var commandType = &luabind.Type{Name: "a command line or a list of words", Lua: "string|string[]", Table: true, Literal: []string{"string", "table"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if v.IsString() && v.Text() != "" {
		return v, nil
	}
	t, ok := kit.PlainTable(v)
	if !ok || !t.IsList() || t.Len() == 0 {
		return luabind.Nil, luabind.ErrType
	}
	for i := 1; i <= t.Len(); i++ {
		if _, ok := t.At(i).AsString(); !ok {
			return luabind.Nil, luabind.ErrType
		}
	}
	return v, nil
}}

// commandLine is the line that commandType has taken.
func commandLine(v luabind.Value) string {
	t, ok := kit.PlainTable(v)
	if !ok {
		return v.Text()
	}
	words := make([]string, t.Len())
	for i := range words {
		words[i] = kit.ShellQuote(t.At(i + 1).Text())
	}
	return strings.Join(words, " ")
}

// addressOf gives the address of a host, and what it is called.
func addressOf(c *luabind.Call, v luabind.Value) (host, name string, err error) {
	if v.IsString() {
		return v.Text(), v.Text(), nil
	}
	for _, field := range []string{"host", "ip_address", "ip", "address"} {
		a, err := kit.Member(c, v, field)
		if err != nil {
			return "", "", err
		}
		if a.IsNil() || a.IsNull() {
			continue
		}
		if host, err = c.ToString(a); err != nil {
			return "", "", err
		}
		n, err := kit.Member(c, v, "name")
		if name = host; err == nil && n.IsString() {
			name = n.Text()
		}
		return host, name, err
	}
	shown, err := c.ToString(v)
	return "", "", errors.Join(err, luabind.ValueErrorf("%s: %s has no address yet: wait until it is ready", c.Func().Name, shown))
}

// readTarget reads the options of a call for one host.
func readTarget(c *luabind.Call, v luabind.Value) (*target, error) {
	t, err := readOptions(c)
	if err != nil {
		return nil, err
	}
	if t.host, t.name, err = addressOf(c, v); err != nil {
		return nil, err
	}
	t.host, t.port, err = splitPort(t.host, t.port)
	return t, err
}

// readReal reads a target that is to be connected to.
func readReal(c *luabind.Call, v luabind.Value) (*target, error) {
	t, err := readTarget(c, v)
	if err != nil {
		return nil, err
	}
	return t, network.Refuse(c, t.host)
}

// readOptions reads how to get into a machine.
func readOptions(c *luabind.Call) (*target, error) {
	t := &target{port: 22, user: "root", timeout: 30 * time.Second}
	if v := c.Named("port"); !v.IsNil() {
		if t.port = int(v.Int()); t.port < 1 || t.port > 65535 {
			return nil, luabind.ValueErrorf("%s: 'port' must be from 1 to 65535, got %s", c.Func().Name, v.Quote())
		}
	}
	if v := c.Named("user"); !v.IsNil() {
		t.user = v.Text()
	}
	timeout, err := kit.PositiveSeconds(c, "timeout", c.Named("timeout"))
	if err != nil {
		return nil, err
	}
	if timeout > 0 {
		t.timeout = timeout
	}
	if err := t.readAuth(c); err != nil {
		return nil, err
	}
	if t.check, err = hostKeysOf(c, c.Named("known_hosts").Text()); err != nil {
		return nil, err
	}
	if v := c.Named("jump"); !v.IsNil() {
		if self, _ := v.Object(); self != nil {
			if conn, ok := self.(*connection); ok {
				t.jump = conn
				return t, nil
			}
		}
		through := *t
		if through.host, through.name, err = addressOf(c, v); err != nil {
			return nil, err
		}
		if through.host, through.port, err = splitPort(through.host, 22); err != nil {
			return nil, err
		}
		t.jumpTarget = &through
	}
	return t, nil
}

// splitPort parts host:port, if there is a port.
func splitPort(host string, port int) (string, int, error) {
	h, p, err := net.SplitHostPort(host)
	if err != nil {
		return host, port, nil
	}
	n, err := net.LookupPort("tcp", p)
	return h, n, err
}

// readAuth reads by what the user shows who he is.
func (t *target) readAuth(c *luabind.Call) error {
	vars := c.Host().Env()
	variable := func(name string) string {
		if vars == nil {
			return ""
		}
		s, _ := vars.Get(name)
		return s
	}
	home := variable("HOME")
	given := c.Named("key").Text()
	if given != "" {
		text := given
		if !strings.Contains(given, "PRIVATE KEY") {
			path := given
			if rest, ok := strings.CutPrefix(given, "~/"); ok {
				path = home + "/" + rest
			}
			var err error
			if text, err = kit.ReadFileUpTo(c, path, 1<<20); err != nil {
				return kit.IOError(c.Func().Name+": 'key'", err)
			}
		}
		signer, err := parseKey(text, c.Named("passphrase").Text())
		if err != nil {
			return luabind.ValueErrorf("%s: 'key': %w", c.Func().Name, err)
		}
		t.keys = []ssh.Signer{signer}
	}
	if v := c.Named("password"); !v.IsNil() {
		s := v.Text()
		t.password = &s
	}
	switch v := c.Named("agent"); {
	case v.IsString():
		t.socket = v.Text()
	case v.Truthy(), v.IsNil() && len(t.keys) == 0 && t.password == nil:
		t.socket = variable("SSH_AUTH_SOCK")
		if v.Truthy() && t.socket == "" {
			return luabind.ValueErrorf("%s: 'agent': there is no SSH_AUTH_SOCK", c.Func().Name)
		}
	}
	if len(t.keys) == 0 && t.password == nil && !c.Named("agent").Truthy() && home != "" && c.Host().Files() != nil {
		for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
			text, err := kit.ReadFileUpTo(c, home+"/.ssh/"+name, 1<<20)
			if err != nil {
				continue
			}
			signer, err := parseKey(text, c.Named("passphrase").Text())
			if err == nil {
				t.keys = append(t.keys, signer)
			} else if errors.Is(err, errLocked) || errors.Is(err, errWrongPassphrase) {
				t.locked = "~/.ssh/" + name + ": " + err.Error()
			}
		}
	}
	if len(t.keys) == 0 && t.password == nil && t.socket == "" {
		if t.locked != "" {
			return luabind.ValueErrorf("%s: nothing to log in with: %s", c.Func().Name, t.locked)
		}
		return luabind.ValueErrorf("%s: nothing to log in with: give key, password or agent", c.Func().Name)
	}
	return nil
}

// What keeps a key from being read that is one.
var (
	errLocked          = errors.New("it has a passphrase: give passphrase too, or add the key to an agent")
	errWrongPassphrase = errors.New("the passphrase does not fit")
)

// parseKey reads a private key; a passphrase is only used where there is one.
func parseKey(text, passphrase string) (ssh.Signer, error) {
	s, err := ssh.ParsePrivateKey([]byte(text))
	switch locked := errors.As(err, new(*ssh.PassphraseMissingError)); {
	case !locked:
		return s, err
	case passphrase == "":
		return nil, errLocked
	}
	s, err = ssh.ParsePrivateKeyWithPassphrase([]byte(text), []byte(passphrase))
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, errWrongPassphrase
	}
	return s, err
}

// methods are the ways to log in, in the order in which they are tried, and
// what closes the agent.
func (t *target) methods(c net.Conn) []ssh.AuthMethod {
	var list []ssh.AuthMethod
	// One method for all keys: the library tries each method once.
	if len(t.keys) > 0 || c != nil {
		list = append(list, ssh.PublicKeysCallback(func() ([]ssh.Signer, error) {
			if c == nil {
				return t.keys, nil
			}
			held, err := agent.NewClient(c).Signers()
			if err != nil && len(t.keys) == 0 {
				return nil, fmt.Errorf("the agent: %w", err)
			}
			return append(slices.Clone(t.keys), held...), nil
		}))
	}
	if t.password != nil {
		list = append(list, ssh.Password(*t.password), ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			answers := make([]string, len(questions))
			for i := range answers {
				answers[i] = *t.password
			}
			return answers, nil
		}))
	}
	return list
}
