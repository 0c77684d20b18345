package luabind

import (
	"context"

	"github.com/doapi-lua/doapi/luabind/internal/vm"
)

// sessionKey finds a session's locals in a context.
type sessionKey struct{}

// WithSession returns a context for runs that follow each other, as the lines
// of a REPL do: what belongs to the main task of one ([Call.Local]), such as the
// last response of a client, the next one finds.
func WithSession(ctx context.Context) context.Context {
	return context.WithValue(ctx, sessionKey{}, new(vm.Task))
}

// joinSession has the main task of a run go on with what its session has.
func joinSession(ctx context.Context, t *vm.Task) {
	if s, ok := ctx.Value(sessionKey{}).(*vm.Task); ok {
		t.ShareLocals(s)
	}
}
