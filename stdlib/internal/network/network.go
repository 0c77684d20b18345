// Package network has the error of what could not be reached.
package network

import (
	"errors"
	"net"

	"github.com/doapi-lua/doapi/luabind"
)

// ConnectionError is what failed attempts to reach something raise.
func ConnectionError(what string, err error) *luabind.ScriptError {
	message := err.Error()
	var dns *net.DNSError
	if errors.As(err, &dns) {
		message = dns.Err
	}
	return &luabind.ScriptError{Kind: "ConnectionError", Message: what + ": " + message, Err: err}
}
