package client

import (
	"net/url"
	"strings"
)

// escapeElement escapes one element of a path; every element that is not a
// literal of this package goes through here.
func escapeElement(element string) (string, error) {
	switch {
	case element == "":
		return "", badArgument("path", "has an empty element")
	case strings.Trim(element, ".") == "":
		// "." and ".." would lead elsewhere.
		return strings.ReplaceAll(element, ".", "%2E"), nil
	}
	return url.PathEscape(element), nil
}

// at returns the URL of a path below the endpoint, which is escaped already,
// and of further elements, which are not. A path of another host has that
// before it.
func (c *Client) at(path string, elements ...string) (*url.URL, error) {
	for _, e := range elements {
		escaped, err := escapeElement(e)
		if err != nil {
			return nil, err
		}
		path += "/" + escaped
	}
	if strings.HasPrefix(path, "/") {
		path = c.endpoint.String() + path
	}
	return url.Parse(path)
}

// resolve returns the URL that a user means: relative to the endpoint, unless
// it is absolute.
func (c *Client) resolve(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, badArgument("url", "is not a URL: %v", err)
	}
	if !u.IsAbs() {
		if u.Host != "" {
			return nil, badArgument("url", "names a host without a scheme")
		}
		return url.Parse(c.endpoint.String() + "/" + strings.TrimPrefix(address, "/"))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, badArgument("url", "is neither a path nor an http or https URL")
	}
	if u.User != nil {
		return nil, badArgument("url", "holds a user name or password")
	}
	u.Fragment = ""
	return u, nil
}

// origin is scheme, host and port, which decide whether the token may go along.
func origin(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + host + ":" + port
}

// shortURL is a URL as messages show it: path and query, and the host too when
// it is not the endpoint's.
func shortURL(address string, foreign bool) string {
	u, err := url.Parse(address)
	if err != nil || foreign {
		return address
	}
	return u.RequestURI()
}

// withQuery sets parameters of a URL.
func withQuery(u *url.URL, params url.Values) *url.URL {
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

// unescapeElement undoes escapeElement.
func unescapeElement(element string) string {
	if s, err := url.PathUnescape(element); err == nil {
		return s
	}
	return element
}
