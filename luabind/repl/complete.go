package repl

import "io"

type completer struct {
	repl *repl
	show io.Writer
}

func (c *completer) Do(line []rune, pos int) ([][]rune, int) { return nil, 0 }
