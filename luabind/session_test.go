package luabind_test

import (
	"testing"

	"github.com/doapi-lua/doapi/luabind"
)

func TestStateIsPerHost(t *testing.T) {
	type key struct{}
	fresh := func() any { return new(int) }
	a, _ := host(t)
	b, _ := host(t)
	get := func(h *luabind.Host) (n *int) {
		h.Inspect(func() { n = h.State(key{}, fresh).(*int) })
		return n
	}
	if first, again := get(a), get(a); first != again {
		t.Error("the same Host gave two states")
	}
	if get(a) == get(b) {
		t.Error("two Hosts share a state")
	}
}
