package network

import (
	"net"
	"net/netip"
	"regexp"
	"strings"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/luabind/lazy"
)

// Lookup says which simulated machine has an address, "" if none has, and
// whether it runs.
type Lookup func(address string) (name string, active bool)

type lookupKey struct{}

// WithSimulated has the Host's modules know that what is invented exists in a
// simulated account alone.
func WithSimulated(lookup Lookup) luabind.Option {
	return luabind.WithSetup(func(h *luabind.Host) { h.State(lookupKey{}, func() any { return lookup }) })
}

// Simulated gives the lookup of a Host for a target that is invented, nil for
// all others.
func Simulated(c *luabind.Call, host string) Lookup {
	lookup, ok := c.Host().State(lookupKey{}, func() any { return Lookup(nil) }).(Lookup)
	if !ok || lookup == nil {
		return nil
	}
	if invented(host) {
		return lookup
	}
	// Of private addresses only those that a machine has are simulated.
	if a, err := netip.ParseAddr(bare(host)); err == nil && a.IsPrivate() {
		if name, _ := lookup(bare(host)); name != "" {
			return lookup
		}
	}
	return nil
}

// Refuse fails for a target that is invented: behind such an address may be
// somebody else's machine.
func Refuse(c *luabind.Call, host string) error {
	lookup := Simulated(c, host)
	if lookup == nil {
		return nil
	}
	what := "is an address that the simulation invented"
	if name, _ := lookup(bare(host)); name != "" {
		what = "is the address of the simulated droplet " + name
	}
	kind := "StateError"
	if c.Host().Planning() {
		kind = "PlanError"
	}
	return luabind.Errorf(kind, "%s: %s %s: nothing answers there (in a test, test.fake stands in for it)", c.Func().Called(), bare(host), what)
}

var rangesOnce lazy.Value[[]netip.Prefix]

// ranges are those that no machine has: RFC 2544 and RFC 3849.
func ranges() []netip.Prefix {
	return rangesOnce.Get(func() []netip.Prefix {
		return []netip.Prefix{netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("2001:db8::/32")}
	})
}

// invented reports whether a host is one that a simulation makes up: an address
// of such a range, or a name below .example (RFC 2606).
func invented(host string) bool {
	host = bare(host)
	if a, err := netip.ParseAddr(host); err == nil {
		for _, p := range ranges() {
			if p.Contains(a.Unmap()) {
				return true
			}
		}
		return false
	}
	return strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), ".example")
}

// bare is a host without a port and brackets.
func bare(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return strings.Trim(host, "[]")
}

var hostsOnce lazy.Value[*regexp.Regexp]

// hosts are what of a command's words may be a host.
func hosts() *regexp.Regexp {
	return hostsOnce.Get(func() *regexp.Regexp { return regexp.MustCompile(`[0-9A-Za-z][0-9A-Za-z.:-]*`) })
}

// RefuseWords fails for a command that names what is invented.
func RefuseWords(c *luabind.Call, words []string) error {
	if lookup, _ := c.Host().State(lookupKey{}, func() any { return Lookup(nil) }).(Lookup); lookup == nil {
		return nil
	}
	for _, w := range words {
		for _, host := range hosts().FindAllString(w, -1) {
			if err := Refuse(c, strings.TrimRight(host, ".:-")); err != nil {
				return err
			}
		}
	}
	return nil
}
