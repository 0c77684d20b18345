package do

import (
	"errors"
	"fmt"

	"github.com/doapi-lua/doapi/luabind"
)

// secret is a token in a script: it goes where a token goes, and prints as
// stars.
type secret struct{ value string }

// MarshalJSON refuses: a token has no place in a document.
func (secret) MarshalJSON() ([]byte, error) { return nil, errors.New("a secret cannot be encoded") }

// Format prints stars, whatever the verb.
func (secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked) }

const masked = "********"

var secretClass = &luabind.Class{
	Name:   "Secret",
	Doc:    "A token: it prints masked, and is accepted where a token goes.",
	String: func(any) string { return masked },
	Equal:  func(a, b any) bool { return a.(secret) == b.(secret) },
}

// token takes a token from a script: a string or a secret.
func token(v luabind.Value) (string, error) {
	if self, _ := v.Object(); self != nil {
		if s, ok := self.(secret); ok {
			return s.value, nil
		}
	}
	if !v.IsString() {
		return "", luabind.TypeErrorf("api_token must be a string, got %s", v.Kind())
	}
	s, _ := v.AsString()
	if s == "" {
		return "", luabind.ValueErrorf("api_token must not be empty")
	}
	return s, nil
}

var tokenType = &luabind.Type{Name: "a token, such as do.api_token", Lua: "string|Secret", Literal: []string{"string"}, Check: func(c *luabind.Call, v luabind.Value) (luabind.Value, error) {
	if v.IsString() && textOf(v) == "" {
		return luabind.Nil, errors.New("must not be empty")
	}
	if _, err := token(v); err != nil {
		return luabind.Nil, luabind.ErrType
	}
	return v, nil
}}
