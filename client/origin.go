package client

import "context"

// Origin is who asked for a call, for guards, journals and plans to name. The
// functions are called on the goroutine of the method only, before it returns.
type Origin struct {
	Where func() string // the place in the program or script, such as "deploy.lua:12"
	Task  string        // which of several tasks: "main", "1", "2.1"
}

// WithOrigin returns a context whose calls have an origin.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

type originKey struct{}

// OriginOf is the origin of a call's context; its zero value if nobody gave
// one.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// Place is where the call was asked for, "" if nobody knows.
func (o Origin) Place() string {
	if o.Where == nil {
		return ""
	}
	return o.Where()
}
