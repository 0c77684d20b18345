// Package proxy stands between clients whose host is fixed and the simulator, and
// makes the certificates that such clients ask for.
package proxy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
)

// Proxy stands for the hosts of the API: it answers CONNECT itself, with
// certificates of an authority made for this run. Nothing is passed on to
// anywhere. It is safe for concurrent use.
type Proxy struct {
	// Next serves the requests. It is set before the first of them comes.
	Next http.Handler

	key       *ecdsa.PrivateKey
	authority *x509.Certificate
	inner     *pipeListener

	mu    sync.Mutex
	hosts map[string]*tls.Certificate
}

// New returns a proxy without a handler, and the authority's certificate as PEM
// for those who are to trust it. The error is that of making keys.
func New(now time.Time) (*Proxy, []byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "doapi sim --proxy"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, nil, err
	}
	authority, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, nil, err
	}
	p := &Proxy{key: key, authority: authority, inner: newPipeListener(), hosts: map[string]*tls.Certificate{}}
	return p, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}

// Listener hands out the connections inside of CONNECT, which are served by the
// Proxy too.
func (p *Proxy) Listener() net.Listener { return p.inner }

// stands reports whether a host is one that the simulator stands for.
func stands(host string) bool {
	for _, domain := range []string{"digitalocean.com", "do-ai.run", spaces.Domain} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

// ServeHTTP serves a request, or the CONNECT that goes before it.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodConnect {
		if r.URL.Host != "" && !stands(r.URL.Hostname()) {
			p.refuse(w, r.URL.Hostname())
			return
		}
		p.Next.ServeHTTP(w, r)
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if !stands(host) {
		p.refuse(w, host)
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	conn.SetDeadline(time.Time{})
	if _, err := conn.Write([]byte("HTTP/1.1 200 Connection established\r\n\r\n")); err != nil {
		conn.Close()
		return
	}
	p.inner.hand(tls.Server(conn, &tls.Config{
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if hello.ServerName != "" {
				return p.certificate(hello.ServerName)
			}
			return p.certificate(host)
		},
	}))
}

func (p *Proxy) refuse(w http.ResponseWriter, host string) {
	http.Error(w, "doapi sim stands for the hosts of DigitalOcean's API only, not for "+host, http.StatusForbidden)
}

// certificate makes the one of a host when it is first asked for.
func (p *Proxy) certificate(host string) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.hosts[host]; c != nil {
		return c, nil
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(p.authority.NotBefore.UnixNano() + int64(len(p.hosts)) + 1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: p.authority.NotBefore, NotAfter: p.authority.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, p.authority, &p.key.PublicKey, p.key)
	if err != nil {
		return nil, err
	}
	c := &tls.Certificate{Certificate: [][]byte{der, p.authority.Raw}, PrivateKey: p.key}
	p.hosts[host] = c
	return c, nil
}

// pipeListener is a listener whose connections are handed to it.
type pipeListener struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *pipeListener) hand(c net.Conn) {
	select {
	case l.conns <- c:
	case <-l.done:
		c.Close()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }
