package kit

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
)

// MaxOutput bounds what is kept of a program's output, whatever the Host
// allows.
const MaxOutput = 256 << 20

// StreamType takes what is done with the output of a program as it comes.
func StreamType() *luabind.Type {
	return luabind.AnyOf("true or a function", "boolean|function", luabind.BooleanType, luabind.FuncType)
}

// StreamDoc describes [StreamType].
const StreamDoc = `true: pass its output on as it comes; a function is called with each line and "stdout" or "stderr"`

// Output is what a program writes, on its way to the script: kept, and passed
// on as it comes.
type Output struct {
	Stdout, Stderr Text

	c       *luabind.Call
	program string
	stream  luabind.Value // a function that is called with each line, or nil
	pass    bool
	chunks  chan chunk
	lines   [2][]byte // that have begun
	charged int
}

// chunk is what came out of a program at one go.
type chunk struct {
	text   []byte
	errors bool // on standard error
}

// NewOutput makes one for a program of a name; stream is of [StreamType] or
// nil.
func NewOutput(c *luabind.Call, program string, stream luabind.Value) *Output {
	o := &Output{c: c, program: program, stream: stream, chunks: make(chan chunk)}
	if b, ok := stream.AsBool(); ok {
		o.pass, o.stream = b, luabind.Nil
	}
	return o
}

// Writer is where one of the program's streams goes, for as long as ctx lasts:
// what is written there waits until [Output.Follow] takes it.
func (o *Output) Writer(ctx context.Context, errors bool) io.Writer {
	return outputWriter{ctx, o.chunks, errors}
}

type outputWriter struct {
	ctx    context.Context
	to     chan<- chunk
	errors bool
}

func (p outputWriter) Write(b []byte) (int, error) {
	select {
	case p.to <- chunk{bytes.Clone(b), p.errors}:
		return len(b), nil
	case <-p.ctx.Done():
		return 0, context.Cause(p.ctx)
	}
}

// Follow takes what the program writes until it has ended or ctx has. It gives
// the program's own error and, apart from it, what went wrong here: then the
// program is to be ended. It is for use within [luabind.Call.Block].
func (o *Output) Follow(ctx context.Context, ended <-chan error) (program, own error) {
	for {
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case err := <-ended:
			return err, o.rest()
		case ch := <-o.chunks:
			if err := o.take(ch); err != nil {
				return nil, err
			}
		}
	}
}

func (o *Output) take(ch chunk) error {
	keep, line, name := &o.Stdout, &o.lines[0], "stdout"
	if ch.errors {
		keep, line, name = &o.Stderr, &o.lines[1], "stderr"
	}
	keep.Write(ch.text)
	size := o.Stdout.Len() + o.Stderr.Len()
	if size > MaxOutput {
		return luabind.Errorf(luabind.KindLimit, "%s wrote more than %d MB", o.program, MaxOutput>>20)
	}
	if size-o.charged > 1<<20 {
		o.charged = size
		o.c.Locked(func() { o.c.Charge(size) })
	}
	return o.show(ch, line, name)
}

// show passes output on: as it is, or line by line to the script's function.
func (o *Output) show(ch chunk, line *[]byte, name string) (err error) {
	if o.pass {
		o.c.Locked(func() {
			if ch.errors {
				err = o.c.WriteError(ch.text)
			} else {
				err = o.c.Write(ch.text)
			}
		})
		return err
	}
	if o.stream.IsNil() {
		return nil
	}
	*line = append(*line, ch.text...)
	for {
		i := bytes.IndexByte(*line, '\n')
		if i < 0 {
			return nil
		}
		s := strings.TrimSuffix(string((*line)[:i]), "\r")
		*line = (*line)[i+1:]
		if err := o.tell(s, name); err != nil {
			return err
		}
	}
}

// rest passes on the lines that had no end.
func (o *Output) rest() error {
	for i, name := range []string{"stdout", "stderr"} {
		if len(o.lines[i]) > 0 {
			if err := o.tell(string(o.lines[i]), name); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *Output) tell(line, name string) (err error) {
	o.c.Locked(func() { _, err = o.c.Call(o.stream, luabind.String(line), luabind.String(name)) })
	return err
}

// LastLine is the last line of what a program wrote, cut to a readable length
// and behind a colon, for the end of a message; "" if there is none.
func LastLine(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		s = s[i+1:]
	}
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "..."
	}
	if s != "" {
		s = ": " + s
	}
	return s
}

// Text is a text that grows without being copied. The zero value is empty.
type Text struct {
	parts []*bytes.Buffer
	size  int
}

// partSize is how much of a text lies in one piece.
const partSize = 1 << 20

// Write adds to the text; it never fails.
func (t *Text) Write(b []byte) (int, error) {
	if n := len(t.parts); n == 0 || t.parts[n-1].Len()+len(b) > partSize {
		t.parts = append(t.parts, new(bytes.Buffer))
	}
	t.size += len(b)
	return t.parts[len(t.parts)-1].Write(b)
}

// Len is how many bytes it has.
func (t *Text) Len() int { return t.size }

// String is all of it.
func (t *Text) String() string {
	var b strings.Builder
	b.Grow(t.size)
	for _, p := range t.parts {
		b.Write(p.Bytes())
	}
	return b.String()
}
