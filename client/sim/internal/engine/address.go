package engine

import (
	"fmt"
	"net/netip"
	"strconv"
)

// Network says which addresses a droplet has.
type Network struct {
	Private, Public, IPv6 bool

	Own  string // the private address; "" for one outside of any VPC
	Mask string // of its network
	At   int64  // the private address as a number, in the place of Own
}

// The blocks that addresses are numbered in. What the simulator invents lies
// outside of the real world, so that no script ever reaches a stranger. Public
// addresses are those of RFC 2544 (198.18.0.0/15), whose last networks are kept
// for what is no droplet. IPv6 ones are those of documentation (RFC 3849). Who
// has more droplets than fit gets addresses that are no one's (240.0.0.0/4).
const (
	privateBlock  = 10<<24 | 100<<16
	publicBlock   = 198<<24 | 18<<16
	publicRoom    = 28 << 12
	beyondBlock   = 240 << 24
	ReservedBlock = publicBlock + publicRoom
)

// publicAt is the address of a place among the public ones.
func publicAt(place int64) int64 {
	if place < publicRoom {
		return publicBlock + place
	}
	return beyondBlock + place
}

// Encode numbers the addresses of the nth droplet.
func (net Network) Encode(n int64) Raw { return Raw(net.Append(nil, n)) }

func (net Network) Append(buf []byte, n int64) []byte {
	// Networks have 4,096 addresses; the first two are the network's own.
	place := n/4094<<12 + n%4094 + 2
	buf = append(buf, `{"v4":[`...)
	if net.Private && (net.Own != "" || net.At != 0) {
		buf = append(buf, `{"ip_address":"`...)
		if net.At != 0 {
			buf = appendIPv4(buf, net.At)
		} else {
			buf = append(buf, net.Own...)
		}
		buf = append(buf, `","netmask":"`...)
		buf = append(buf, net.Mask...)
		buf = append(buf, `","gateway":"","type":"private"}`...)
	} else if net.Private {
		buf = append(buf, `{"ip_address":"`...)
		buf = appendIPv4(buf, privateBlock+place)
		buf = append(buf, `","netmask":"255.255.240.0","gateway":"","type":"private"}`...)
	}
	if net.Public {
		if net.Private {
			buf = append(buf, ',')
		}
		buf = append(buf, `{"ip_address":"`...)
		buf = appendIPv4(buf, publicAt(place))
		buf = append(buf, `","netmask":"255.255.240.0","gateway":"`...)
		buf = appendIPv4(buf, publicAt(place&^0xfff+1))
		buf = append(buf, `","type":"public"}`...)
	}
	buf = append(buf, `],"v6":[`...)
	if net.IPv6 {
		buf = append(buf, `{"ip_address":"`...)
		buf = append(appendPrefix(buf, n), `2001","netmask":64,"gateway":"`...)
		buf = append(appendPrefix(buf, n), `1","type":"public"}`...)
	}
	return append(buf, "]}"...)
}

func appendIPv4(buf []byte, n int64) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		buf = strconv.AppendInt(buf, n>>shift&0xff, 10)
		if shift > 0 {
			buf = append(buf, '.')
		}
	}
	return buf
}

// appendPrefix writes the IPv6 network of the nth droplet.
func appendPrefix(buf []byte, n int64) []byte {
	buf = append(buf, "2001:db8:"...)
	buf = strconv.AppendInt(buf, 0x400+n>>16, 16)
	buf = append(buf, ':')
	buf = strconv.AppendInt(buf, n&0xffff, 16)
	return append(buf, "::"...)
}

func IPv4(n int64) string { return string(appendIPv4(nil, n)) }

// Address returns a public IPv4 address that nothing has.
func (w *World) Address() string {
	return IPv4(ReservedBlock + w.Counter("reserved") + 10)
}

// InVPC is how many of the droplets that are made in advance have an address of
// their VPC's range.
const InVPC = 4000

// AddressIn returns an address of a VPC's range that nothing has, and the mask of
// the range; an address outside of it when all are taken.
func (w *World) AddressIn(vpc *Record) (address, mask string) {
	prefix, err := netip.ParsePrefix(vpc.Str("ip_range"))
	if err != nil {
		return w.PrivateAddress(), "255.255.240.0"
	}
	size := int64(1) << (32 - prefix.Bits())
	n := w.Counter("address in " + vpc.ID)
	if vpc.Boolean("default") {
		n += int64(min(w.Settings.Droplets, InVPC))
	}
	mask = IPv4(1<<32 - size)
	if n+3 >= size { // the first is the network's, the second the gateway's, the last for all
		return w.PrivateAddress(), mask
	}
	return IPv4(number4(prefix.Addr()) + n + 1), mask
}

// PlaceIn is the nth address of a range, for droplets made in advance.
func PlaceIn(prefix netip.Prefix, n int64) int64 { return number4(prefix.Addr()) + n + 1 }

func number4(a netip.Addr) int64 {
	b := a.As4()
	return int64(b[0])<<24 | int64(b[1])<<16 | int64(b[2])<<8 | int64(b[3])
}

// PrivateAddress returns a private IPv4 address that nothing has.
func (w *World) PrivateAddress() string {
	return IPv4(privateBlock + 1<<21 + w.Counter("private address"))
}

// AddressV6 returns an IPv6 address that nothing has.
func (w *World) AddressV6() string {
	n := w.Counter("reserved IPv6")
	return fmt.Sprintf("2001:db8:ffff:%x::1", n)
}
