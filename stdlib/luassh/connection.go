package luassh

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// connection is a connection that is logged in. Safe from any goroutine.
type connection struct {
	client      *ssh.Client
	target      *target
	fingerprint string
	through     *connection // what it goes through, kept with it; nil: nothing
}

func (conn *connection) String() string {
	return fmt.Sprintf("SSHConnection(%s@%s)", conn.target.user, conn.target.host)
}

// self gives the connection whose method was called, and refuses one to a
// simulated machine.
func self(c *luabind.Call) (*connection, error) {
	conn := c.Self().(*connection)
	if conn.client == nil {
		if err := network.Refuse(c, conn.target.host); err != nil {
			return nil, err
		}
	}
	return conn, nil
}

// close ends it; one to a simulated machine has nothing to end.
func (conn *connection) close() {
	if conn.client != nil {
		conn.client.Close()
	}
}

// slowError is that of what took too long.
type slowError struct {
	setting string // that says how long it may take
	after   time.Duration
}

func (e *slowError) Error() string {
	return fmt.Sprintf("no answer within the %s of %v", e.setting, e.after)
}

// failed makes the SSHError for a target.
func failed(t *target, err error) error {
	var e *luabind.ScriptError
	if err == nil || errors.As(err, &e) || errors.Is(err, luabind.ErrInterrupted) {
		return err
	}
	message := strings.TrimPrefix(err.Error(), "ssh: ")
	// 51 is the refusal of a login, which the library does not expect where it
	// waits for the questions of a machine.
	if strings.Contains(message, "unable to authenticate") || strings.Contains(message, "unexpected message type 51") {
		message = fmt.Sprintf("the machine does not let %s in with what was offered (%s)", t.user, strings.Join(t.offers(), ", "))
	}
	var changed *changedKeyError
	if errors.As(err, &changed) {
		message = changed.Error()
	}
	return &luabind.ScriptError{
		Kind: KindSSH, Err: err, Message: t.name + ": " + message,
		Fields: map[string]luabind.Value{"host": luabind.String(t.host), "timeout": luabind.Bool(errors.As(err, new(*slowError)))},
	}
}

// offers names the ways to log in.
func (t *target) offers() []string {
	var list []string
	for _, k := range t.keys {
		list = append(list, "key "+ssh.FingerprintSHA256(k.PublicKey()))
	}
	if t.socket != "" {
		list = append(list, "the agent")
	}
	if t.password != nil {
		list = append(list, "password")
	}
	if t.locked != "" {
		list = append(list, "not "+t.locked)
	}
	return list
}

// connect gives a connection to a target, the Host's lock given away meanwhile.
func connect(c *luabind.Call, t *target) (conn *connection, err error) {
	err = c.Change(func(ctx context.Context) (err error) { conn, err = dial(ctx, t); return err })
	if err != nil && conn != nil {
		conn.client.Close()
	}
	if err != nil && c.Context().Err() != nil {
		return nil, err
	}
	return conn, failed(t, err)
}

// dial connects and logs in, within the target's time.
func dial(parent context.Context, t *target) (*connection, error) {
	ctx, cancel := luabind.RealClock().WithTimeout(parent, t.timeout)
	defer cancel()
	conn, err := dialWithin(ctx, t)
	switch {
	case err == nil:
		return conn, nil
	case parent.Err() != nil:
		return nil, context.Cause(parent)
	case ctx.Err() != nil && !errors.As(err, new(*changedKeyError)):
		return nil, &slowError{"timeout", t.timeout}
	}
	return nil, err
}

func dialWithin(ctx context.Context, t *target) (*connection, error) {
	jump := t.jump
	if t.jumpTarget != nil {
		var err error
		if jump, err = dialWithin(ctx, t.jumpTarget); err != nil {
			return nil, fmt.Errorf("through %s: %w", t.jumpTarget.name, err)
		}
	}
	address := net.JoinHostPort(t.host, strconv.Itoa(t.port))
	var wire net.Conn
	var err error
	if jump != nil {
		wire, err = jump.client.DialContext(ctx, "tcp", address)
	} else {
		wire, err = new(net.Dialer).DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return nil, err
	}
	// The handshake knows no context: it ends when its connection does.
	stop := context.AfterFunc(ctx, func() { wire.Close() })
	defer stop()
	var agents net.Conn
	if t.socket != "" {
		if agents, err = new(net.Dialer).DialContext(ctx, "unix", t.socket); err == nil {
			defer agents.Close()
		} else if len(t.keys) == 0 && t.password == nil {
			wire.Close()
			return nil, fmt.Errorf("the agent: %w", err)
		}
	}
	// Not a connection itself: the client keeps what is asked for host keys.
	shown := new(string)
	config := &ssh.ClientConfig{
		User: t.user, Auth: t.methods(agents), ClientVersion: "SSH-2.0-doapi",
		HostKeyCallback: func(address string, remote net.Addr, key ssh.PublicKey) error {
			*shown = ssh.FingerprintSHA256(key)
			return t.check.verify(address, remote, key)
		},
	}
	c, channels, requests, err := ssh.NewClientConn(wire, address, config)
	if err != nil {
		wire.Close()
		return nil, err
	}
	out := &connection{target: t, client: ssh.NewClient(c, channels, requests), fingerprint: *shown, through: jump}
	go keepAlive(out.client)
	runtime.AddCleanup(out, func(c *ssh.Client) { c.Close() }, out.client)
	return out, nil
}

// How long a connection may be silent: then the machine is asked whether it is
// still there, and without an answer the connection is given up.
const aliveEvery = 15 * time.Second

func keepAlive(client *ssh.Client) {
	clock := luabind.RealClock()
	over, end := context.WithCancel(context.Background())
	go func() { client.Wait(); end() }()
	for clock.Sleep(over, aliveEvery) == nil {
		answered := make(chan error, 1)
		go func() { _, _, err := client.SendRequest("keepalive@openssh.com", true, nil); answered <- err }()
		wait, cancel := clock.WithTimeout(over, aliveEvery)
		select {
		case <-answered:
		case <-wait.Done():
			client.Close()
		}
		cancel()
	}
}
