//go:build unix

package luassh_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/doapi-lua/doapi/luabind"
)

// lockedKey writes a private key under a passphrase, and lets it in.
func (s *server) lockedKey(t *testing.T, file, passphrase string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "", []byte(passphrase))
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	authorized := filepath.Join(s.folder, "authorized")
	lines, err := os.ReadFile(authorized)
	lines = append(lines, ssh.MarshalAuthorizedKey(signer.PublicKey())...)
	if err = errors.Join(err, os.WriteFile(file, pem.EncodeToMemory(block), 0o600), os.WriteFile(authorized, lines, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// Keys with a passphrase, against a real sshd.
func TestLockedKeys(t *testing.T) {
	s := newServer(t)
	home := t.TempDir()
	locked := filepath.Join(home, ".ssh", "id_ed25519")
	if err := os.Mkdir(filepath.Dir(locked), 0o700); err != nil {
		t.Fatal(err)
	}
	s.lockedKey(t, locked, "open sesame")
	h := s.host(t, luabind.WithEnv("HOME="+home))
	if err := h.Set("locked", locked); err != nil {
		t.Fatal(err)
	}
	s.run(t, h, `
expect(connect{key = locked, passphrase = "open sesame"}:run("echo in").stdout):to_equal("in\n")
expect(connect{key = fs.read(locked), passphrase = "open sesame"}:run("echo in").stdout):to_equal("in\n")
expect(connect{key = "~/.ssh/id_ed25519", passphrase = "open sesame"}:run("echo in").stdout):to_equal("in\n")
-- One that has none needs none.
expect(connect{passphrase = "no use"}:run("echo in").stdout):to_equal("in\n")
local e = expect(function() connect{key = locked} end):to_raise("ValueError", "connect: 'key': it has a passphrase: give passphrase too")
e = expect(function() connect{key = locked, passphrase = "hush-hush"} end):to_raise("ValueError", "connect: 'key': the passphrase does not fit")
expect(tostring(e):find("hush", 1, true)):to_be_nil()
-- The user's own, which is taken where nothing is given.
expect(ssh.connect{host = "127.0.0.1", port = port, user = user, passphrase = "open sesame"}:run("echo in").stdout):to_equal("in\n")
expect(function() ssh.connect{host = "127.0.0.1", port = port, user = user} end):to_raise("ValueError", "nothing to log in with: ~/.ssh/id_ed25519: it has a passphrase")
expect(#ssh.map({"127.0.0.1", "127.0.0.1"}, "true", {port = port, user = user, key = locked, passphrase = "open sesame"})):to_equal(2)
expect(function() ssh.map({"127.0.0.1"}, "true", {port = port, user = user, key = locked}) end):to_raise("ValueError", "it has a passphrase")
`)
}

// TestAgent logs in by a real ssh-agent, whose keys are added by ssh-add.
func TestAgent(t *testing.T) {
	for _, name := range []string{"ssh-agent", "ssh-add"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("there is no %s here: apt-get install openssh-client", name)
		}
	}
	s := newServer(t)
	// The path of a socket has about a hundred bytes.
	folder, err := os.MkdirTemp("", "agent")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	start := func(name string) string {
		socket := filepath.Join(folder, name)
		agent := exec.Command("ssh-agent", "-D", "-a", socket)
		if err := agent.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { agent.Process.Kill(); agent.Wait() })
		for range 6000 {
			if c, err := net.Dial("unix", socket); err == nil {
				c.Close()
				return socket
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatal("ssh-agent does not start")
		return ""
	}
	add := func(socket, key string) {
		cmd := exec.Command("ssh-add", key)
		cmd.Env = append(os.Environ(), "SSH_AUTH_SOCK="+socket)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, bytes.TrimSpace(out))
		}
	}
	full, empty, other := start("full"), start("empty"), start("other")
	add(full, s.key)
	stranger := filepath.Join(folder, "stranger")
	newKey(t, stranger)
	add(other, stranger)
	home := t.TempDir()
	h := s.host(t, luabind.WithEnv("HOME="+home, "SSH_AUTH_SOCK="+full))
	if err := errors.Join(h.Set("full", full), h.Set("empty", empty), h.Set("other", other), h.Set("stranger", stranger)); err != nil {
		t.Fatal(err)
	}
	s.run(t, h, `
local function by(o)
	o.host, o.port, o.user = "127.0.0.1", port, user
	return ssh.connect(o)
end
expect(by{}:run("echo in").stdout):to_equal("in\n")
expect(by{agent = true}:run("echo in").stdout):to_equal("in\n")
expect(by{agent = full}:run("echo in").stdout):to_equal("in\n")
expect(by{key = stranger, agent = true}:run("echo in").stdout):to_equal("in\n")
expect(function() by{agent = empty} end):to_raise("SSHError", "does not let " .. user .. " in with what was offered (the agent)")
expect(function() by{agent = other} end):to_raise("SSHError", "(the agent)")
expect(function() by{agent = "/no/agent"} end):to_raise("SSHError", "the agent: ")
expect(function() by{agent = false} end):to_raise("ValueError", "nothing to log in with")
expect(function() by{key = stranger} end):to_raise("SSHError", "does not let")
expect(by{agent = full, jump = "127.0.0.1:" .. port}:run("echo in").stdout):to_equal("in\n")
expect(#ssh.map({"127.0.0.1", "127.0.0.1", "127.0.0.1"}, "true", {port = port, user = user})):to_equal(3)
require "env".set("SSH_AUTH_SOCK", "")
expect(function() by{agent = true} end):to_raise("ValueError", "SSH_AUTH_SOCK")
`)
}
