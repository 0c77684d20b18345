// Package luanet is the module net of scripts: ports, names and arithmetic on networks.
package luanet

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/doapi-lua/doapi/luabind"
	"github.com/doapi-lua/doapi/stdlib/internal/kit"
	"github.com/doapi-lua/doapi/stdlib/internal/network"
)

// Module is `require "net"`: whether a port answers, names to addresses, and
// arithmetic on networks.
var Module = &luabind.Module{
	Name: "net",
	Doc: `Whether a port answers, names to addresses, arithmetic on networks.

    local net = require "net"
    net.wait_port(droplet.ip_address, 22, {timeout = 120})
    print(net.cidr("10.0.0.0/16"):contains("10.0.3.7"))   --> true`,
	Needs:   luabind.CapNet,
	Prepare: describe,
}

func describe(m *luabind.Module) {
	describeClasses()
	m.Classes = []*luabind.Class{cidrClass}
	m.Funcs = []luabind.Func{
		{Name: "wait_port", Doc: "Waits until a TCP port takes connections, and gives the seconds that it took. Raises a ConnectionError with timeout when it does not in time.", Result: "number",
			Params: []luabind.Param{
				{Name: "host", Type: luabind.StringType}, {Name: "port", Type: portType},
				{Name: "timeout", Type: luabind.SecondsType, Option: true, Default: "60", Doc: "seconds"},
				{Name: "interval", Type: luabind.SecondsType, Option: true, Default: "1", Doc: "seconds between two attempts"},
			},
			NamedArgs: true,
			Run:       runWaitPort},
		{Name: "resolve", Doc: "The addresses of a host name, as a list of texts.", Result: "string[]",
			Params: []luabind.Param{{Name: "host", Type: luabind.StringType}},
			Run:    runResolve},
		{Name: "cidr", Doc: "A network from its text, such as \"10.0.0.0/16\" or \"2001:db8::/32\".", Result: "CIDR",
			Params: []luabind.Param{{Name: "s", Type: luabind.StringType}},
			Run:    runCIDR, Refuses: runCIDR},
	}
}

func runResolve(c *luabind.Call) error {
	var all []string
	host := c.Named("host").Text()
	err := c.Block(func(ctx context.Context) (err error) {
		// A look-up does not end with its context before its name
		// server's time is up.
		all, err = luabind.Apart(ctx, func() ([]string, error) { return net.DefaultResolver.LookupHost(ctx, host) }, func([]string) {})
		return err
	})
	if c.Context().Err() != nil {
		return err
	}
	if err != nil {
		return network.ConnectionError("resolve "+host, err)
	}
	return kit.ReturnList(c, all)
}

var portType = &luabind.Type{Name: "a port from 1 to 65535", Lua: "integer", Literal: []string{"number"}, Check: func(_ *luabind.Call, v luabind.Value) (luabind.Value, error) {
	n, ok := v.AsInt()
	if !ok {
		return luabind.Nil, luabind.ErrType
	}
	if n < 1 || n > 65535 {
		return luabind.Nil, fmt.Errorf("must be a port from 1 to 65535, got %d", n)
	}
	return v, nil
}}

func runWaitPort(c *luabind.Call) error {
	var host string
	var port int64
	timeout, interval := time.Minute, time.Second
	c.Bind(&host, &port, &timeout, &interval)
	if timeout < 0 || interval <= 0 {
		return luabind.ValueErrorf("wait_port: 'timeout' and 'interval' must be positive")
	}
	address := net.JoinHostPort(host, strconv.FormatInt(port, 10))
	clock := c.Clock()
	began := clock.Now()
	simulated := network.Simulated(c, host)
	var last error
	err := c.Wait(func(ctx context.Context) error {
		for simulated != nil {
			name, active := simulated(host)
			if active {
				last = nil
				return nil
			}
			last = fmt.Errorf("no simulated droplet that is active has the address (%s)", cmp.Or(name, "none has it"))
			if clock.Now().Sub(began)+interval > timeout {
				return nil
			}
			if err := clock.Sleep(ctx, interval); err != nil {
				return err
			}
		}
		for {
			// An attempt is a real connection: real time bounds it, so that a
			// host that drops packets does not take all of the time at once.
			attempt, cancel := luabind.RealClock().WithTimeout(ctx, max(interval, time.Second))
			conn, err := new(net.Dialer).DialContext(attempt, "tcp", address)
			cancel()
			if err == nil {
				conn.Close()
				last = nil
				return nil
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			last = err
			if clock.Now().Sub(began)+interval > timeout {
				return nil
			}
			if err := clock.Sleep(ctx, interval); err != nil {
				return err
			}
		}
	})
	if err != nil {
		return err
	}
	if last != nil {
		e := network.ConnectionError(fmt.Sprintf("%s does not answer within the timeout of %v", address, timeout), last)
		e.Fields = map[string]luabind.Value{"timeout": luabind.Bool(true)}
		return e
	}
	return c.Return(luabind.Number(clock.Now().Sub(began).Seconds()))
}

// cidrClass is a network.
var cidrClass = &luabind.Class{}

func describeClasses() {
	*cidrClass = luabind.Class{
		Name:   "CIDR",
		Doc:    "A network: an address and how many bits of it count. They compare by address.",
		String: func(self any) string { return self.(netip.Prefix).String() },
		Equal:  func(a, b any) bool { return a == b },
		Compare: func(a, b luabind.Value) (int, bool) {
			x, err1 := prefixOf(a)
			y, err2 := prefixOf(b)
			return x.Compare(y), err1 == nil && err2 == nil
		},
		Properties: []luabind.Property{
			prefixProperty("network", "string", "Its first address.", func(p netip.Prefix) luabind.Value { return luabind.String(p.Masked().Addr().String()) }),
			prefixProperty("last", "string", "Its last address: the broadcast address of an IPv4 network.", func(p netip.Prefix) luabind.Value { return luabind.String(lastAddress(p).String()) }),
			prefixProperty("bits", "integer", "How many bits count.", func(p netip.Prefix) luabind.Value { return kit.Integer(p.Bits()) }),
			prefixProperty("version", "integer", "4 or 6.", func(p netip.Prefix) luabind.Value {
				if p.Addr().Is4() {
					return kit.Integer(4)
				}
				return kit.Integer(6)
			}),
			prefixProperty("netmask", "string?", "The mask of an IPv4 network; nil for IPv6.", func(p netip.Prefix) luabind.Value {
				if !p.Addr().Is4() {
					return luabind.Nil
				}
				return luabind.String(net.IP(net.CIDRMask(p.Bits(), 32)).String())
			}),
			{Name: "size", Type: "integer", Doc: "How many addresses it has, exact.", Get: func(c *luabind.Call, self any) (luabind.Value, error) {
				p := self.(netip.Prefix)
				n := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
				return c.Host().Digits(n.String()), nil
			}},
		},
		Methods: []luabind.Func{
			{Name: "contains", Doc: "Whether an address, or a whole network, is in it.", Result: "boolean",
				Params: []luabind.Param{{Name: "other", Type: luabind.Any, Doc: "an address or a network, as text or object"}},
				Run: func(c *luabind.Call) error {
					p := c.Self().(netip.Prefix)
					other, err := prefixOf(c.Named("other"))
					if err != nil {
						return kit.Named(c, err)
					}
					return c.Return(luabind.Bool(p.Masked().Contains(other.Addr()) && other.Bits() >= p.Bits()))
				}},
			{Name: "overlaps", Doc: "Whether two networks have addresses in common.", Result: "boolean",
				Params: []luabind.Param{{Name: "other", Type: luabind.Any}},
				Run: func(c *luabind.Call) error {
					other, err := prefixOf(c.Named("other"))
					if err != nil {
						return kit.Named(c, err)
					}
					return c.Return(luabind.Bool(c.Self().(netip.Prefix).Overlaps(other)))
				}},
			{Name: "at", Doc: "Its i-th address, from 0; from the end with a negative one.", Result: "string",
				Params: []luabind.Param{{Name: "i", Type: luabind.IntegerType}},
				Run: func(c *luabind.Call) error {
					a, ok := addressAt(c.Self().(netip.Prefix), c.Named("i").Int())
					if !ok {
						return luabind.ValueErrorf("at: %s has no address %d", c.Self(), c.Named("i").Int())
					}
					return c.Return(luabind.String(a.String()))
				}},
			{Name: "subnets", Doc: "The networks of so many bits that it falls into.", Result: "Iterator<CIDR>",
				Params: []luabind.Param{{Name: "bits", Type: luabind.IntegerType}},
				Run:    runSubnets},
		},
	}
}

func prefixProperty(name, typ, doc string, get func(netip.Prefix) luabind.Value) luabind.Property {
	return luabind.Property{Name: name, Type: typ, Doc: doc, Get: func(_ *luabind.Call, self any) (luabind.Value, error) { return get(self.(netip.Prefix)), nil }}
}

// prefixOf reads a network, or an address as the network of it alone.
func prefixOf(v luabind.Value) (netip.Prefix, error) {
	if self, _ := v.Object(); self != nil {
		if p, ok := self.(netip.Prefix); ok {
			return p, nil
		}
	}
	s, ok := v.AsString()
	if !ok {
		return netip.Prefix{}, luabind.TypeErrorf("'other' must be an address or a network, got %s", v.Kind())
	}
	if p, err := netip.ParsePrefix(s); err == nil {
		return p, nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, luabind.ValueErrorf("'other': %s is neither an address nor a network, such as \"10.0.0.1\" or \"10.0.0.0/16\"", v.Quote())
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}

func bigOf(a netip.Addr) *big.Int { return new(big.Int).SetBytes(a.AsSlice()) }

func addrOf(n *big.Int, like netip.Addr) (netip.Addr, bool) {
	if n.Sign() < 0 || n.BitLen() > like.BitLen() {
		return netip.Addr{}, false
	}
	return netip.AddrFromSlice(n.FillBytes(make([]byte, like.BitLen()/8)))
}

func lastAddress(p netip.Prefix) netip.Addr {
	size := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits()))
	n := size.Add(size, bigOf(p.Masked().Addr()))
	a, _ := addrOf(n.Sub(n, big.NewInt(1)), p.Addr())
	return a
}

func addressAt(p netip.Prefix, i int64) (netip.Addr, bool) {
	from := p.Masked().Addr()
	if i < 0 {
		from, i = lastAddress(p), i+1
	}
	a, ok := addrOf(new(big.Int).Add(bigOf(from), big.NewInt(i)), p.Addr())
	return a, ok && p.Contains(a)
}

func runSubnets(c *luabind.Call) error {
	p, bits := c.Self().(netip.Prefix), int(c.Named("bits").Int())
	if bits < p.Bits() || bits > p.Addr().BitLen() {
		return luabind.ValueErrorf("subnets: 'bits' must be from %d to %d, got %d", p.Bits(), p.Addr().BitLen(), bits)
	}
	next := p.Masked().Addr()
	step := new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-bits))
	ok := true
	return c.Return(c.Iterate(luabind.IterFunc(func(c *luabind.Call) (luabind.Value, error) {
		if !ok || !p.Contains(next) {
			return luabind.Nil, nil
		}
		now := netip.PrefixFrom(next, bits)
		next, ok = addrOf(new(big.Int).Add(bigOf(next), step), p.Addr())
		return c.Host().Object(cidrClass, now), nil
	})))
}

func runCIDR(c *luabind.Call) error {
	p, err := netip.ParsePrefix(c.Named("s").Text())
	if err != nil {
		return luabind.ValueErrorf("cidr: %s is no network, as in \"10.0.0.0/16\"", c.Named("s").Quote())
	}
	return c.Return(c.Host().Object(cidrClass, p))
}
