//go:build unix

package luassh_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib"
)

// server is a real sshd on loopback that lets this user in by one key.
type server struct {
	port      int
	user, key string // the key's file
	folder    string // where it has its files
	cmd       *exec.Cmd
	log       string
}

// newKey writes a private key and gives its public one.
func newKey(t testing.TB, file string) ssh.PublicKey {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err = errors.Join(err, os.WriteFile(file, pem.EncodeToMemory(block), 0o600)); err != nil {
		t.Fatal(err)
	}
	return signer.PublicKey()
}

// prepare makes what a server needs; start starts it.
func prepare(t testing.TB) *server {
	t.Helper()
	if _, err := sshd(); err != nil {
		t.Skip("there is no sshd here: apt-get install openssh-server")
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	if me.Uid == "0" {
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Skip("sshd needs /run/sshd:", err)
		}
	}
	s := &server{user: me.Username, folder: t.TempDir()}
	s.key = filepath.Join(s.folder, "key")
	public := newKey(t, s.key)
	if err := os.WriteFile(filepath.Join(s.folder, "authorized"), ssh.MarshalAuthorizedKey(public), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	return s
}

func sshd() (string, error) {
	if path, err := exec.LookPath("sshd"); err == nil {
		return path, nil
	}
	return exec.LookPath("/usr/sbin/sshd")
}

// start starts the server with a new host key.
func (s *server) start(t testing.TB) {
	t.Helper()
	path, err := sshd()
	if err != nil {
		t.Fatal(err)
	}
	newKey(t, filepath.Join(s.folder, "host"))
	config := fmt.Sprintf("ListenAddress 127.0.0.1:%d\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\nPidFile none\nMaxStartups 200\nMaxSessions 200\nSubsystem sftp internal-sftp\n",
		s.port, filepath.Join(s.folder, "host"), filepath.Join(s.folder, "authorized"))
	file := filepath.Join(s.folder, "config")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	// It writes to a file: what it leaves running would hold a pipe.
	s.log = filepath.Join(s.folder, "log")
	s.cmd = exec.Command(path, "-D", "-E", s.log, "-f", file)
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop() })
	for range 500 {
		if conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))); err == nil {
			conn.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	b, _ := os.ReadFile(s.log)
	t.Fatalf("sshd does not start:\n%s", b)
}

func (s *server) stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

func newServer(t testing.TB) *server {
	s := prepare(t)
	s.start(t)
	return s
}

// host makes a Host whose scripts find the server in globals.
func (s *server) host(t testing.TB, opts ...luabind.Option) *luabind.Host {
	t.Helper()
	var out bytes.Buffer
	opts = append([]luabind.Option{
		stdlib.Core(), luabind.WithCapabilities(luabind.CapFS, luabind.CapEnv, luabind.CapNet), luabind.WithTimeLimit(0), luabind.WithStdio(nil, &out, &out),
		luabind.WithEnv("HOME=" + s.folder),
	}, opts...)
	h, err := luabind.New(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	err = errors.Join(h.Set("port", s.port), h.Set("user", s.user), h.Set("key", s.key), h.Set("folder", t.TempDir()), h.Set("written", func() string {
		text := out.String()
		out.Reset()
		return text
	}))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.DoString(t.Context(), "setup", `
ssh, fs, path = require "ssh", require "fs", require "path"
expect = require "test".expect
function connect(o)
  local all = {host = "127.0.0.1", port = port, user = user, key = key}
  for k, v in pairs(o or {}) do all[k] = v end
  return ssh.connect(all)
end`); err != nil {
		t.Fatal(err)
	}
	return h
}

// run runs a script against a server.
func (s *server) run(t *testing.T, h *luabind.Host, src string) {
	t.Helper()
	if err := h.DoString(t.Context(), "test", src); err != nil {
		var e *luabind.Error
		if errors.As(err, &e) {
			t.Fatalf("%v\n%s", err, e.Traceback)
		}
		t.Fatal(err)
	}
}

// publicLine makes a key and gives its line for a file of known hosts.
func publicLine(t testing.TB, file string) []byte {
	return ssh.MarshalAuthorizedKey(newKey(t, file))
}
