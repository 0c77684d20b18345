//go:build unix

package cli

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/doapi-lua/doapi/tests/programs"
)

// mainVariable makes the test binary the program itself.
const mainVariable = "DOAPI_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(mainVariable) != "" {
		os.Unsetenv(mainVariable)
		exit := os.Exit
		if testing.CoverMode() != "" {
			exit = syscall.Exit // os.Exit would write a word on coverage to standard error
		}
		exit(Main(context.Background(), System()))
	}
	flag.Parse()
	programs.HearSignals()
	os.Exit(m.Run())
}

// patienceOfTests is how long a test waits for what is going to come.
const patienceOfTests = 4 * time.Minute

// terminalSession is the program in a terminal of its own.
type terminalSession struct {
	*screen
	t    *testing.T
	tty  *os.File
	cmd  *exec.Cmd
	home string
	done chan error
}

// open starts doapi with arguments in a terminal with so many columns. Further
// variables of the environment may be set.
func open(t *testing.T, columns int, home string, environ []string, args ...string) *terminalSession {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = home
	cmd.Env = append([]string{mainVariable + "=1", "HOME=" + home, "PAGER=cat", "TERM=xterm", "PATH=" + os.Getenv("PATH")}, environ...)
	tty, slave, err := pty.Open()
	if err != nil {
		t.Skipf("there is no terminal to be had: %v", err)
	}
	err = errors.Join(pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: uint16(columns)}), ordered(slave))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	s := &terminalSession{screen: newScreen(columns), t: t, tty: tty, cmd: cmd, home: home, done: make(chan error, 1)}
	copied := make(chan struct{})
	go func() {
		io.Copy(s.screen, tty)
		close(copied)
	}()
	go func() {
		err := cmd.Wait()
		<-copied
		s.done <- err
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		tty.Close()
	})
	return s
}

// ordered has what a terminal shows not depend on who is faster. It shows ^C
// only after it has sent the signal, perhaps amid what the program then writes,
// and throws away what it has not shown by then.
func ordered(tty *os.File) error {
	settings, err := unix.IoctlGetTermios(int(tty.Fd()), getTermios)
	if err != nil {
		return err
	}
	settings.Lflag &^= unix.ECHOCTL
	settings.Lflag |= unix.NOFLSH
	return unix.IoctlSetTermios(int(tty.Fd()), setTermios, settings)
}

// press types keys; "\r" is Enter.
func (s *terminalSession) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.tty, keys); err != nil {
		s.t.Fatal(err)
	}
}

// see waits until the screen shows a text.
func (s *terminalSession) see(text string) {
	s.t.Helper()
	s.until("shows "+text, func() bool { return strings.Contains(s.String()+"\n", text) })
}

// enter types a line and waits until the next one can be typed, at a prompt.
func (s *terminalSession) enter(line, prompt string) {
	s.t.Helper()
	before := s.rows()
	s.press(line + "\r")
	s.until("prompts with "+prompt+" after "+line, func() bool { return s.rows() > before && s.last() == prompt })
}

// prompt waits until a line can be typed, at a prompt that follows text.
func (s *terminalSession) prompt(text string) {
	s.t.Helper()
	s.until("prompts with "+text, func() bool { return s.last() == strings.TrimRight(text, " ") })
}

func (s *terminalSession) until(what string, ok func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patienceOfTests); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("it never %s:\n%s", what, s.String())
		}
	}
}

// exit waits for the end and gives the exit code.
func (s *terminalSession) exit() int {
	s.t.Helper()
	select {
	case err := <-s.done:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return exit.ExitCode()
		}
		return 0
	case <-time.After(patienceOfTests):
		s.t.Fatalf("it does not end:\n%s", s.String())
		return -1
	}
}
