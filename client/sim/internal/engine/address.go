package engine

import "strconv"

// Network says which addresses a droplet has.
type Network struct{ Private, Public, IPv6 bool }

// The blocks that addresses are numbered in; each has room for two million.
const (
	privateBlock  = 10<<24 | 100<<16
	publicBlock   = 159<<24 | 64<<16
	ReservedBlock = 45<<24 | 40<<16
)

// Encode numbers the addresses of the nth droplet.
func (net Network) Encode(n int64) Raw { return Raw(net.Append(nil, n)) }

func (net Network) Append(buf []byte, n int64) []byte {
	// Networks have 4,096 addresses; the first two are the network's own.
	place := n/4094<<12 + n%4094 + 2
	buf = append(buf, `{"v4":[`...)
	if net.Private {
		buf = append(buf, `{"ip_address":"`...)
		buf = appendIPv4(buf, privateBlock+place)
		buf = append(buf, `","netmask":"255.255.240.0","gateway":"","type":"private"}`...)
	}
	if net.Public {
		if net.Private {
			buf = append(buf, ',')
		}
		buf = append(buf, `{"ip_address":"`...)
		buf = appendIPv4(buf, publicBlock+place)
		buf = append(buf, `","netmask":"255.255.240.0","gateway":"`...)
		buf = appendIPv4(buf, publicBlock+place&^0xfff+1)
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
	buf = append(buf, "2604:a880:"...)
	buf = strconv.AppendInt(buf, 0x400+n>>16, 16)
	buf = append(buf, ':')
	buf = strconv.AppendInt(buf, n&0xffff, 16)
	return append(buf, "::"...)
}

func IPv4(n int64) string { return string(appendIPv4(nil, n)) }
