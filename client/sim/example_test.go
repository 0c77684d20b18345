package sim_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/client/sim"
)

// Any HTTP client can be given a simulated account, without a network.
func ExampleServer_RoundTripper() {
	clock := sim.NewClock(time.Now())
	server, err := sim.New(sim.WithClock(clock), sim.Droplets(3))
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &http.Client{Transport: server.RoundTripper()}
	request, _ := http.NewRequest(http.MethodGet, "https://api.digitalocean.com/v2/droplets?per_page=1", nil)
	request.Header.Set("Authorization", "Bearer any-token")
	response, err := client.Do(request)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	fmt.Println(response.StatusCode, strings.Contains(string(body), `"total":3`), server.Requests().ByOperation["droplets_list"])
	// Output:
	// 200 true 1
}

// Fault rules have requests fail as networks and services do.
func ExampleServer_AddFault() {
	server, err := sim.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(server.AddFault(sim.Fault{Operation: "account_get", Kind: "status", Status: 503, Times: 1}))
	for range 2 {
		request, _ := http.NewRequest(http.MethodGet, "https://api.digitalocean.com/v2/account", nil)
		request.Header.Set("Authorization", "Bearer any-token")
		response, err := server.RoundTripper().RoundTrip(request)
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
		fmt.Println(response.StatusCode)
	}
	// Output:
	// <nil>
	// 503
	// 200
}
