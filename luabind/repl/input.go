package repl

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// input is where lines come from.
type input interface {
	// line reads a line; io.EOF at the end, errInterrupted after Ctrl-C.
	line(ctx context.Context, prompt func() string) (string, error)
	// remember makes these the lines that can be gone back to.
	remember(entries []string)
	// drop leaves out what is left of the paste that the last line came from, and
	// tells how many lines that is.
	drop() int
	close()
}

// errInterrupted takes back the line that is being typed.
var errInterrupted = errors.New("interrupted")

func (r *repl) newInput() (input, error) {
	if r.Editing {
		return newEditor(r)
	}
	p := &plain{prompt: io.Discard, interrupts: r.Interrupts, lines: make(chan plainLine), next: make(chan struct{})}
	if r.Terminal {
		p.prompt = r.Stdout
	}
	go p.read(bufio.NewReader(r.Stdin))
	return p, nil
}

// plain reads lines from a pipe, or from a terminal that cannot edit.
type plain struct {
	prompt     io.Writer
	interrupts <-chan struct{}
	lines      chan plainLine
	next       chan struct{} // asks for a line: none is read ahead, scripts read too
	waiting    bool          // a line has been asked for and not come yet
	end        error         // why there are no more
}

type plainLine struct {
	text string
	err  error
}

// read reads a line whenever one is asked for. It ends with the input, or with
// the process.
func (p *plain) read(in *bufio.Reader) {
	for range p.next {
		text, err := in.ReadString('\n')
		if err == io.EOF && text != "" {
			err = nil
		}
		p.lines <- plainLine{strings.TrimSuffix(text, "\n"), err}
		if err != nil {
			return
		}
	}
}

func (p *plain) line(ctx context.Context, prompt func() string) (string, error) {
	if p.end != nil {
		return "", p.end
	}
	fmt.Fprint(p.prompt, prompt())
	if !p.waiting {
		p.waiting = true
		p.next <- struct{}{}
	}
	select {
	case l := <-p.lines:
		p.waiting, p.end = false, l.err
		return l.text, l.err
	case <-p.interrupts:
		fmt.Fprintln(p.prompt)
		return "", errInterrupted
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func (p *plain) remember([]string) {}
func (p *plain) drop() int         { return 0 }

func (p *plain) close() {
	if !p.waiting {
		close(p.next)
	}
}
