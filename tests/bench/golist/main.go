// Command golist walks through the droplets with our client in Go, and reads
// fields of each.
//
//	golist URL
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/doapi-lua/doapi/client"
)

func main() {
	c, err := client.New("x", client.WithEndpoint(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	n, read := 0, 0
	for d, err := range c.FetchAllDroplets(client.DropletFilter{}).All(context.Background()) {
		if err != nil {
			log.Fatal(err)
		}
		n++
		read += int(d.ID()%65536) + len(d.Name()) + len(d.Status()) + len(d.IPAddress())
	}
	fmt.Println(n, read)
}
