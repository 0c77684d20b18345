package luassh

import (
	"context"
	"io"
	"net"
	"runtime"
	"strconv"

	"golang.org/x/crypto/ssh"

	"github.com/doapi-lua/doapi/luabind"
)

// tunnel is a local port that leads through a connection. Safe from any
// goroutine.
type tunnel struct {
	listener net.Listener
	through  *connection        // kept, as long as the tunnel is
	end      context.CancelFunc // of what goes through it
}

// close closes the port and what goes through it.
func (t *tunnel) close() error {
	t.end()
	return t.listener.Close()
}

func (t *tunnel) address() string { return t.listener.Addr().String() }
func (t *tunnel) port() int       { return t.listener.Addr().(*net.TCPAddr).Port }

func runTunnel(c *luabind.Call) error {
	conn, err := self(c)
	if err != nil {
		return err
	}
	host, port, local := "localhost", int64(0), int64(0)
	c.Bind(&port, &host, &local)
	if port < 1 || port > 65535 || local < 0 || local > 65535 {
		return luabind.ValueErrorf("tunnel: 'port' must be from 1 to 65535, 'local_port' from 0")
	}
	var listener net.Listener
	err = c.Block(func(ctx context.Context) (err error) {
		listener, err = new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.FormatInt(local, 10)))
		return err
	})
	if err != nil {
		return failed(conn.target, err)
	}
	open, end := context.WithCancel(context.Background())
	t := &tunnel{listener, conn, end}
	go accept(open, listener, conn.client, net.JoinHostPort(host, strconv.FormatInt(port, 10)))
	runtime.AddCleanup(t, func(l net.Listener) { end(); l.Close() }, listener)
	return c.Return(c.Host().Object(tunnelClass, t))
}

// accept leads each connection to the other side, until the port is closed.
func accept(open context.Context, l net.Listener, client *ssh.Client, to string) {
	go func() { client.Wait(); l.Close() }()
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer near.Close()
			stop := context.AfterFunc(open, func() { near.Close() })
			defer stop()
			far, err := client.Dial("tcp", to)
			if err != nil {
				return
			}
			defer far.Close()
			go func() {
				io.Copy(far, near)
				if c, ok := far.(interface{ CloseWrite() error }); ok {
					c.CloseWrite()
				}
			}()
			io.Copy(near, far)
		}()
	}
}
