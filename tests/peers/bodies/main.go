// Command bodies holds the requests in the Go sources of other clients against
// what scripts may send:
//
//	go run ./bodies FOLDER...        (in tests/peers)
//
// It reads the values of godo's request types that stand in the sources, made
// into JSON as godo does, and the JSON that tests compare requests with, and calls
// the operation of each with that body. It prints how many pass, and what is
// refused before a request, or warned of, and why; the exit code is 1 if any is for
// whose refusal there is no reason.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// reasons say why a body is refused that a source has, by file and operation: it is
// no whole request, or nobody would take it.
var reasons = map[string]string{
	"commands/databases_test.go: databases_create_cluster": "stands for any value of its type",
	"commands/kubernetes.go: kubernetes_create_cluster":    "is filled in by a function that is called with it",
	"integration/lb_create_test.go: loadBalancers_create":  "has no forwarding_rules, which the API wants: the test's server takes anything",
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(folders []string, stdout, stderr io.Writer) int {
	if len(folders) == 0 {
		fmt.Fprintln(stderr, "usage: bodies FOLDER...")
		return 2
	}
	known, err := readClient()
	if err != nil {
		fmt.Fprintln(stderr, "bodies:", err)
		return 1
	}
	code := 0
	for _, folder := range folders {
		bodies, err := extract(folder, known)
		if err != nil {
			fmt.Fprintln(stderr, "bodies:", err)
			return 1
		}
		c, err := newCaller()
		if err != nil {
			fmt.Fprintln(stderr, "bodies:", err)
			return 1
		}
		passed, refused, explained := 0, []string{}, []string{}
		for _, b := range bodies {
			why := c.try(b)
			if why == "" {
				passed++
				continue
			}
			file, _, _ := strings.Cut(b.place, ":")
			if reason := reasons[file+": "+b.of()]; reason != "" {
				explained = append(explained, fmt.Sprintf("%s: %s: refused, as it %s", b.place, b.of(), reason))
				continue
			}
			refused = append(refused, fmt.Sprintf("%s: %s: %s\n    %s", b.place, b.of(), why, b.json))
		}
		slices.Sort(refused)
		fmt.Fprintf(stdout, "%s: %d bodies, %d pass\n", folder, len(bodies), passed)
		slices.Sort(explained)
		for _, line := range explained {
			fmt.Fprintln(stdout, line)
		}
		if len(refused) > 0 {
			fmt.Fprintln(stdout, strings.Join(refused, "\n"))
			code = 1
		}
	}
	return code
}
