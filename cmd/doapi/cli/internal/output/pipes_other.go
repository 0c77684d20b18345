//go:build !unix

package output

// NotifyClosedPipes does nothing: there is no signal.
func NotifyClosedPipes() {}
