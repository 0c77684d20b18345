package engine

import "strings"

// Refusals say which values there are, or which request lists them: who sent a wrong
// one has only the answer to go by.

// BadRegion refuses a region; it is what the API says of it.
func BadRegion(said string) error {
	return Unprocessable("%s (one of %s)", strings.TrimSuffix(said, "."), strings.Join(Offered().OpenRegions(), ", "))
}

// BadSize refuses a size of droplets or nodes; it is what the API says of it.
func BadSize(said string) error {
	return Unprocessable("%s (GET /v2/sizes lists them)", strings.TrimSuffix(said, "."))
}
