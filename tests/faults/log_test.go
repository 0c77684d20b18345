package faults

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"testing"
)

// TestNoLogLines has a server send what nobody asked for on a connection that is
// kept, of which Go's library writes a line to its log: not to standard error.
func TestNoLogLines(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ok(t, err)
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				in := bufio.NewReader(conn)
				for {
					if _, err := http.ReadRequest(in); err != nil {
						return
					}
					const body = `{"account":{"email":"sammy@example.com"}}`
					fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
					fmt.Fprint(conn, "HTTP/1.1 408 Request Timeout and more that nobody asked for\r\n\r\n")
				}
			}()
		}
	}()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-e", `for i = 1, 3 do pcall(do.fetch_account) require("time").sleep(0.05) end print("done")`)
	cmd.Env = []string{asCommand + "=1", "HOME=" + t.TempDir(), "DIGITALOCEAN_TOKEN=" + token, "DIGITALOCEAN_API_URL=http://" + listener.Addr().String()}
	var stderr errorsOf
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || string(out) != "done\n" || len(stderr) > 0 {
		t.Errorf("%v: it says %q and %q", err, out, stderr)
	}
}

// errorsOf is what a program writes to standard error.
type errorsOf []byte

func (e *errorsOf) Write(p []byte) (int, error) {
	*e = append(*e, p...)
	return len(p), nil
}
