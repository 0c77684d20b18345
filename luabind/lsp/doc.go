// Package lsp is a language server for scripts: what editors show of them while
// they are written. It speaks the Language Server Protocol 3.17 over any pair
// of streams:
//
//	s := lsp.New(lsp.Config{Checker: checker, Index: index})
//	err := s.Serve(ctx, os.Stdin, os.Stdout)
//
// What it says comes from where calls, checks, help and completion take it: the
// descriptions of the modules that the [check.Checker] and the [doc.Index] know.
// It runs nothing of what is edited.
//
// The protocol: https://microsoft.github.io/language-server-protocol/.
package lsp
