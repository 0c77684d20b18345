// Command godo does with the official Go client what the benchmarks do with
// ours: it walks through a list and reads fields of every element.
//
//	godo URL droplets|sorted|actions
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/digitalocean/godo"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: godo URL droplets|sorted|actions")
	}
	client, err := godo.New(godo.NewFromToken("x").HTTPClient, godo.SetBaseURL(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	n, read := 0, 0
	switch os.Args[2] {
	case "droplets":
		err = pages(ctx, client.Droplets.List, func(d godo.Droplet) {
			address, _ := d.PublicIPv4()
			n++
			read += d.ID%65536 + len(d.Name) + len(d.Status) + len(address)
		})
	case "sorted":
		var all []godo.Droplet
		err = pages(ctx, client.Droplets.List, func(d godo.Droplet) { all = append(all, d) })
		slices.SortFunc(all, func(a, b godo.Droplet) int { return strings.Compare(a.Name, b.Name) })
		n = len(all)
	case "actions":
		err = pages(ctx, client.Actions.List, func(a godo.Action) {
			n++
			read += a.ID%65536 + len(a.Status) + len(a.Type)
		})
	default:
		err = fmt.Errorf("there is no %q", os.Args[2])
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n, read)
}

// pages walks through a list page by page, as godo's documentation shows.
func pages[T any](ctx context.Context, list func(context.Context, *godo.ListOptions) ([]T, *godo.Response, error), f func(T)) error {
	opt := &godo.ListOptions{PerPage: 200}
	for {
		elements, resp, err := list(ctx, opt)
		if err != nil {
			return err
		}
		for _, e := range elements {
			f(e)
		}
		if resp.Links == nil || resp.Links.IsLastPage() {
			return nil
		}
		page, err := resp.Links.CurrentPage()
		if err != nil {
			return err
		}
		opt.Page = page + 1
	}
}
