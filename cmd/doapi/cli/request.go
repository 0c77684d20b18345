package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/doapi-lua/doapi/client"
	"github.com/doapi-lua/doapi/cmd/doapi/cli/internal/view"
	"github.com/doapi-lua/doapi/luabind"
)

// httpRequest is what the command request sends.
type httpRequest struct {
	method   string
	data     string
	paginate string
	path     string
	format   choice
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

func (a *app) requestCommand() *cobra.Command {
	var r httpRequest
	cmd := &cobra.Command{
		Use:   "request PATH",
		Short: "Send one request and print the answer",
		Long: `Sends one request and prints the JSON that comes back, unchanged but for its
layout. PATH is relative to the endpoint; another host is asked without the token.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 2 && slices.Contains(methods, strings.ToUpper(args[0])) {
				return usagef("request: the method is a flag: doapi request -X %s %s", strings.ToUpper(args[0]), args[1])
			}
			if len(args) != 1 {
				return usagef("request: give one path, got %d", len(args))
			}
			r.path = args[0]
			return a.request(cmd.Context(), &r)
		},
	}
	cmd.Flags().StringVarP(&r.method, "request", "X", "", "the `method` (default GET, or POST with data)")
	cmd.Flags().StringVarP(&r.data, "data", "d", "", "the body: `data`, @file, or @- for standard input")
	r.format = choice{"json", view.Formats}
	cmd.Flags().Var(&r.format, "format", "how the answer is printed: json, table, csv or yaml")
	cmd.Flags().StringVar(&r.paginate, "paginate", "", "follow the pages, and print what all of them have under this `key`")
	a.flags.simulated.add(cmd.Flags())
	return cmd
}

func (a *app) request(ctx context.Context, r *httpRequest) error {
	if err := a.agreeOnFormat(r.format.value); err != nil {
		return err
	}
	var body any
	if file, isFile := strings.CutPrefix(r.data, "@"); isFile {
		text, err := a.readValue(file)
		if err != nil {
			return fmt.Errorf("-d: %w", err)
		}
		body = text
	} else if r.data != "" {
		body = r.data
	}
	method := strings.ToUpper(r.method)
	switch {
	case method == "" && body != nil:
		method = http.MethodPost
	case method == "":
		method = http.MethodGet
	}
	if !slices.Contains(methods, method) {
		return usagef("-X: there is no method %s%s", r.method, luabind.DidYouMean(method, methods))
	}
	if r.paginate != "" && (method != http.MethodGet || body != nil) {
		return usagef("--paginate goes with GET only, and without data")
	}
	s, err := a.open(".", false)
	if err != nil {
		return err
	}
	defer s.Close()
	c, err := s.newClient(s.config)
	if err != nil {
		return err
	}
	ctx, stop := a.until(ctx)
	defer stop()
	if r.paginate != "" {
		if r.format.value != "json" {
			list := []byte("[")
			for v, err := range c.Paginate(r.path, r.paginate, nil).All(ctx) {
				if err != nil {
					return err
				}
				if len(list) > 1 {
					list = append(list, ',')
				}
				list = append(list, v.Raw()...)
			}
			return view.Write(ctx, s.host, append(list, ']'), r.format.value, a.columns())
		}
		return a.printPages(ctx, c, r)
	}
	v, err := c.Request(ctx, method, r.path, nil, body)
	if err != nil || !v.Exists() {
		return err
	}
	if r.format.value != "json" {
		return view.Write(ctx, s.host, []byte(v.Raw()), r.format.value, a.columns())
	}
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(v.Raw()), "", "  "); err != nil {
		return err
	}
	out.WriteByte('\n')
	_, err = a.env.Stdout.Write(out.Bytes())
	return err
}

// printPages prints one list of what all pages have, as they come.
func (a *app) printPages(ctx context.Context, c *client.Client, r *httpRequest) error {
	n := 0
	for v, err := range c.Paginate(r.path, r.paginate, nil).All(ctx) {
		if err != nil {
			return err
		}
		before := ",\n  "
		if n == 0 {
			before = "[\n  "
		}
		n++
		var out bytes.Buffer
		if err := json.Indent(&out, []byte(v.Raw()), "  ", "  "); err != nil {
			return err
		}
		if _, err := fmt.Fprint(a.env.Stdout, before, out.String()); err != nil {
			return err
		}
	}
	end := "\n]\n"
	if n == 0 {
		end = "[]\n"
	}
	_, err := fmt.Fprint(a.env.Stdout, end)
	return err
}
