package spaces_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim/spaces"
)

// Storage in memory answers whatever speaks S3, here in this process.
func ExampleServer() {
	web := &http.Client{Transport: (&spaces.Server{Now: time.Now}).RoundTripper()}
	const url = "https://nyc3.digitaloceanspaces.com/backups/today"
	signed := func(method string, body io.Reader) *http.Request {
		r, _ := http.NewRequest(method, url, body)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=any")
		return r
	}
	put, err := web.Do(signed("PUT", strings.NewReader("hello")))
	if err != nil {
		fmt.Println(err)
		return
	}
	put.Body.Close()
	got, err := web.Do(signed("GET", nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer got.Body.Close()
	text, _ := io.ReadAll(got.Body)
	fmt.Println(put.Status, string(text))
	// Output: 200 OK hello
}
