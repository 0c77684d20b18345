package do

import (
	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/luabind"
)

// GoValue is the client's resource, with what the script wrote over it.
func (o *object) GoValue(c *luabind.Call) any {
	if c != nil {
		o.settle(c)
	}
	return o.r
}

// GoValue is the client itself, nil before it is made.
func (m *manager) GoValue(*luabind.Call) any { return m.client }

// fromGo gives scripts their objects for the client's resources and pagers.
func (b *binding) fromGo(h *luabind.Host, value any) (luabind.Value, bool) {
	switch v := value.(type) {
	case client.Resource:
		if absent(v) {
			return luabind.Nil, true
		}
		return b.owner(h, v.Base().Client()).adopt(h, v), true
	case *client.Pager[client.Resource]:
		return pager(b, h, v)
	case *client.Pager[*client.Droplet]:
		return pager(b, h, v)
	case *client.Pager[*client.Action]:
		return pager(b, h, v)
	case *client.Pager[*client.Image]:
		return pager(b, h, v)
	case *client.Pager[*client.SSHKey]:
		return pager(b, h, v)
	case *client.Pager[*client.Region]:
		return pager(b, h, v)
	case *client.Pager[*client.Size]:
		return pager(b, h, v)
	case *client.Pager[*client.Domain]:
		return pager(b, h, v)
	case *client.Pager[*client.DomainRecord]:
		return pager(b, h, v)
	case *client.Pager[*client.FloatingIP]:
		return pager(b, h, v)
	case *client.Pager[*client.Tag]:
		return pager(b, h, v)
	}
	return luabind.Nil, false
}

func pager[T client.Resource](b *binding, h *luabind.Host, p *client.Pager[T]) (luabind.Value, bool) {
	if p == nil {
		return luabind.Nil, true
	}
	v, err := h.FromGo(&pages[T]{m: b.owner(h, nil), p: p})
	return v, err == nil
}

// owner is the scripts' client for what a Go client made: the table do where it
// is the same account through the same client, else a further one, so that
// nothing is done to the wrong account.
func (b *binding) owner(h *luabind.Host, c *client.Client) *manager {
	m := b.manager(h)
	if c == nil || m.client != nil && m.client.Shares(c) {
		return m
	}
	config := b.config
	config.Token, config.Endpoint = "", c.Endpoint()
	other := &manager{binding: b, config: config, client: b.limited(c)}
	other.value = h.Object(managerClass, other)
	return other
}
