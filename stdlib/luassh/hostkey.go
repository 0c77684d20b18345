package luassh

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
)

// hostKeys knows the keys of hosts. Safe from any goroutine.
type hostKeys struct {
	mu     sync.Mutex
	first  map[string]ssh.PublicKey // by host and port: those of this run
	strict bool
	file   string // of known hosts; "" for none
	check  ssh.HostKeyCallback
	add    func(line string) error
}

// changedKeyError is that of a host that shows another key than before.
type changedKeyError struct{ host, known, shown string }

func (e *changedKeyError) Error() string {
	return fmt.Sprintf("the host key has changed: it was %s, the machine shows %s; somebody may be in between. If it was made anew, remove the old key", e.known, e.shown)
}

type hostKeysKey struct{}

// hostKeysOf gives the keys of a policy, those that the Host has seen.
func hostKeysOf(c *luabind.Call, policy string) (*hostKeys, error) {
	all := c.Host().State(hostKeysKey{}, func() any { return map[string]*hostKeys{} }).(map[string]*hostKeys)
	if policy == "" {
		policy = "first"
	}
	if k := all[policy]; k != nil && policy == "first" {
		return k, nil
	}
	k := &hostKeys{first: map[string]ssh.PublicKey{}}
	if policy == "first" {
		all[policy] = k
		return k, nil
	}
	k.file = policy
	if policy == "strict" {
		k.strict = true
		home := ""
		if vars := c.Host().Env(); vars != nil {
			home, _ = vars.Get("HOME")
		}
		k.file = home + "/.ssh/known_hosts"
	}
	text, err := kit.ReadFileUpTo(c, k.file, 16<<20)
	if err != nil && (k.strict || !errors.Is(err, fs.ErrNotExist)) {
		return nil, kit.IOError(c.Func().Name+": 'known_hosts'", err)
	}
	if k.check, err = parseKnownHosts(text); err != nil {
		return nil, luabind.ValueErrorf("%s: 'known_hosts': %s: %w", c.Func().Name, k.file, err)
	}
	files, name := c.Host().Files(), k.file
	k.add = func(line string) error {
		f, err := files.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
		if err != nil {
			return err
		}
		w, ok := f.(interface{ Write([]byte) (int, error) })
		if !ok {
			return errors.Join(&fs.PathError{Op: "write", Path: name, Err: fs.ErrPermission}, f.Close())
		}
		_, err = w.Write([]byte(line + "\n"))
		return errors.Join(err, f.Close())
	}
	return k, nil
}

// parseKnownHosts reads the text of a file of known hosts; the library reads
// files only.
func parseKnownHosts(text string) (ssh.HostKeyCallback, error) {
	f, err := os.CreateTemp("", "known_hosts")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	return knownhosts.New(f.Name())
}

// verify holds the key that a host shows against what is known of it.
func (k *hostKeys) verify(address string, remote net.Addr, key ssh.PublicKey) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if known := k.first[address]; known != nil {
		if !bytes.Equal(known.Marshal(), key.Marshal()) {
			return &changedKeyError{address, ssh.FingerprintSHA256(known), ssh.FingerprintSHA256(key)}
		}
		return nil
	}
	if k.check == nil {
		k.first[address] = key
		return nil
	}
	err := k.check(address, remote, key)
	var unknown *knownhosts.KeyError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &unknown):
		return err
	case len(unknown.Want) > 0:
		return &changedKeyError{address, ssh.FingerprintSHA256(unknown.Want[0].Key), ssh.FingerprintSHA256(key)}
	case k.strict:
		return fmt.Errorf("the host is not in %s; it shows the key %s", k.file, ssh.FingerprintSHA256(key))
	}
	if err := k.add(knownhosts.Line([]string{address}, key)); err != nil {
		return err
	}
	k.first[address] = key
	return nil
}
