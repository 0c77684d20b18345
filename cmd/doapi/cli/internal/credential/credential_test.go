package credential

import "testing"

func TestMask(t *testing.T) {
	for token, want := range map[string]string{
		"":      "***",
		"short": "***",
		"dop_v1_0123456789abcdef0123456789abcdef": "dop_v1_***cdef",
		"0123456789abcdef0123456789abcdef":        "***cdef",
	} {
		if got := Mask(token); got != want {
			t.Errorf("Mask(%q) = %q, want %q", token, got, want)
		}
	}
}
