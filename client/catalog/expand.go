package catalog

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// ErrPathValue is in the errors of Expand: a value can't stand in a path.
var ErrPathValue = errors.New("bad path value")

// Expand puts values into a path template, in the order of its parameters,
// each escaped so that it stays one path element:
//
//	Expand("/v2/tags/{tag_id}", "a/b") // "/v2/tags/a%2Fb"
//
// Empty values and the elements "." and ".." are refused with ErrPathValue,
// as they would make the path another one, and so is a wrong number of values.
// The template of the Upload host is filled with its URL as it is.
func Expand(template string, values ...string) (string, error) {
	if template == "{upload_url}" && len(values) == 1 && values[0] != "" {
		return values[0], nil
	}
	var b strings.Builder
	rest, used := template, 0
	for {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		if !found {
			break
		}
		var name string
		name, rest, _ = strings.Cut(after, "}")
		if used == len(values) {
			return "", fmt.Errorf("path %s: %w: %s is missing", template, ErrPathValue, name)
		}
		value := values[used]
		used++
		if value == "" || value == "." || value == ".." {
			return "", fmt.Errorf("path %s: %w: %s can't be %q", template, ErrPathValue, name, value)
		}
		b.WriteString(url.PathEscape(value))
	}
	if used < len(values) {
		return "", fmt.Errorf("path %s: %w: %d values for %d parameters", template, ErrPathValue, len(values), used)
	}
	return b.String(), nil
}
