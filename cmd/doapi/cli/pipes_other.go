//go:build !unix

package cli

func notifyClosedPipes() {}
