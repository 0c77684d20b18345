package do

import (
	"context"
	"io"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/client/jsontext"
	"github.com/doapi-lua/doapi/luabind"
)

// pages is a list that scripts iterate over.
type pages[T client.Resource] struct {
	m *manager
	p *client.Pager[T]
}

// iterate returns a pager as an iterator. It asks for nothing yet.
func iterate[T client.Resource](m *manager, c *luabind.Call, p *client.Pager[T]) error {
	if err := m.open(); err != nil {
		return err
	}
	if err := p.Err(); err != nil {
		return m.fail(err)
	}
	return c.Return(c.Iterate(&pages[T]{m: m, p: p}))
}

// Next gives the next resource.
func (it *pages[T]) Next(c *luabind.Call) (luabind.Value, error) {
	r, err := next(it.m, c, it.p)
	if isEnd(err) {
		return luabind.Nil, nil
	}
	if err != nil {
		return luabind.Nil, err
	}
	return it.m.resource(c, r), nil
}

// Total is what the API says.
func (it *pages[T]) Total(c *luabind.Call) (n int64, ok bool, err error) {
	err = it.m.block(c, func(ctx context.Context) error {
		total, known, err := it.p.Total(ctx)
		n, ok = int64(total), known
		return err
	})
	return n, ok, err
}

// Close ends what was fetched ahead.
func (it *pages[T]) Close() { it.p.Close() }

// next gives the next element of a pager. The lock is given away only for a new
// page: doing so for each element would cost more than the element.
func next[T any](m *manager, c *luabind.Call, p *client.Pager[T]) (element T, err error) {
	if !m.closed {
		if element, ok := p.Buffered(); ok {
			return element, nil
		}
	}
	err = m.block(c, func(ctx context.Context) (err error) { element, err = p.Next(ctx); return err })
	return element, err
}

func isEnd(err error) bool {
	f, ok := err.(*failure)
	return ok && f.err == io.EOF
}

// values is a list of plain values: what paginate gives.
type values struct {
	m *manager
	p *client.Pager[jsontext.Value]
}

// Next gives the next element; a null is json.null.
func (it *values) Next(c *luabind.Call) (luabind.Value, error) {
	v, err := next(it.m, c, it.p)
	if isEnd(err) {
		return luabind.Nil, nil
	}
	if err != nil {
		return luabind.Nil, err
	}
	if v.IsNull() {
		return c.Host().Null(), nil
	}
	return toLua(c, v), nil
}

// Total is what the API says.
func (it *values) Total(c *luabind.Call) (n int64, ok bool, err error) {
	err = it.m.block(c, func(ctx context.Context) error {
		total, known, err := it.p.Total(ctx)
		n, ok = int64(total), known
		return err
	})
	return n, ok, err
}

// Close ends what was fetched ahead.
func (it *values) Close() { it.p.Close() }
