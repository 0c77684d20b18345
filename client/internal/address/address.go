// Package address has what is done with URLs and their paths.
package address

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
)

// ErrEmpty is the error of an element that is empty.
var ErrEmpty = errors.New("has an empty element")

// Escape escapes one element of a path; every element that is not a
// literal of this package goes through here.
func Escape(element string) (string, error) {
	switch {
	case element == "":
		return "", ErrEmpty
	case strings.Trim(element, ".") == "":
		// "." and ".." would lead elsewhere.
		return strings.ReplaceAll(element, ".", "%2E"), nil
	}
	return url.PathEscape(element), nil
}

// Origin is scheme, host and port, which decide whether the token may go along.
func Origin(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + host + ":" + port
}

// Short is a URL as messages show it: path and query, and the host too when
// it is not the endpoint's.
func Short(address string, foreign bool) string {
	u, err := url.Parse(address)
	if err != nil || foreign {
		return address
	}
	return u.RequestURI()
}

// With sets parameters of a URL.
func With(u *url.URL, params url.Values) *url.URL {
	if len(params) == 0 {
		return u
	}
	v := *u
	q := v.Query()
	for name, values := range params {
		q[name] = values
	}
	v.RawQuery = q.Encode()
	return &v
}

// Unescape undoes Escape.
func Unescape(element string) string {
	if s, err := url.PathUnescape(element); err == nil {
		return s
	}
	return element
}

// Normal is the address of a page, the same however its query is written.
func Normal(u *url.URL) string { return u.Path + "?" + u.Query().Encode() }

// Page is the number in a link, 0 if it has none.
func Page(u *url.URL) int {
	n, err := strconv.Atoi(u.Query().Get("page"))
	if err != nil || n < 1 || n > 1<<30 {
		return 0
	}
	return n
}
