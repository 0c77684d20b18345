package client

import "context"

// Batch is the whole of what one method sends in several calls: guards judge
// it before the first of them.
type Batch struct {
	Calls int      // how many there are
	Names []string // of all that they make
}

type batchKey struct{}

// withBatch returns a context whose calls belong together.
func withBatch(ctx context.Context, b *Batch) context.Context {
	return context.WithValue(ctx, batchKey{}, b)
}

// BatchOf is the batch that a call's context belongs to, nil for a call on its
// own. All its calls have the same pointer.
func BatchOf(ctx context.Context) *Batch {
	b, _ := ctx.Value(batchKey{}).(*Batch)
	return b
}
