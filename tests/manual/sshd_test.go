package manual

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
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
)

// machine starts a real sshd on this machine and gives the line of Lua by which
// examples know it: machine, and a folder there for their files.
func machine(t *testing.T) string {
	program, err := exec.LookPath("sshd")
	if err != nil {
		if program, err = exec.LookPath("/usr/sbin/sshd"); err != nil {
			t.Skip("there is no sshd here (apt-get install openssh-server)")
		}
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
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	write := func(name string, text []byte) {
		if err := os.WriteFile(file(name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"key", "host"} {
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		block, err := ssh.MarshalPrivateKey(private, "")
		if err != nil {
			t.Fatal(err)
		}
		write(name, pem.EncodeToMemory(block))
		known, err := ssh.NewPublicKey(public)
		if err != nil {
			t.Fatal(err)
		}
		write(name+".pub", ssh.MarshalAuthorizedKey(known))
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	write("config", fmt.Appendf(nil, "ListenAddress 127.0.0.1:%d\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPidFile none\nSubsystem sftp internal-sftp\n", port, file("host"), file("key.pub")))
	cmd := exec.Command(program, "-D", "-E", file("log"), "-f", file("config"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 1000 {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			conn.Close()
			return fmt.Sprintf("local machine = {host = \"127.0.0.1\", port = %d, user = %q, key = %q} local folder = %q ", port, me.Username, file("key"), t.TempDir())
		}
		time.Sleep(10 * time.Millisecond)
	}
	log, _ := os.ReadFile(file("log"))
	t.Fatalf("sshd does not start:\n%s", log)
	return ""
}
