// Command embedserver runs its users' Lua scripts over HTTP: POST a script to
// /run and get back what it returns as JSON and what it printed. It shows how
// a Go program puts a luabind.Host in front of people whom it does not trust:
//
//	embedserver -listen 127.0.0.1:8080 -data ./public
//	curl --data 'return {answer = 6 * 7}' http://127.0.0.1:8080/run
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/doapi-lua/doapi/luabind"
)

// maxScript is how long a script may be.
const maxScript = 64 << 10

// limits are what one request may use. The time is long for what 5 million
// instructions take: it ends what waits.
var limits = luabind.Options(
	luabind.WithTimeLimit(5*time.Second),
	luabind.WithInstructionLimit(5_000_000),
	luabind.WithMemoryLimit(32<<20),
	luabind.WithOutputLimit(64<<10),
	luabind.WithGrace(100*time.Millisecond),
)

// response is the answer to a script, whatever became of it.
type response struct {
	Result any    `json:"result,omitempty"`
	Output string `json:"output,omitempty"`
	Error  string `json:"error,omitempty"`
	Where  string `json:"where,omitempty"` // the failing line with a caret
}

// newServer serves scripts that may read the files in data, within limits.
func newServer(data fs.FS, limits luabind.Option) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /run", func(w http.ResponseWriter, r *http.Request) {
		src, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxScript))
		if err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		status, answer := run(r.Context(), data, limits, string(src), r.URL.Query().Get("name"))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(answer)
	})
	return mux
}

// run runs one script in a Host of its own: making one takes less time than a
// request does, and no user sees another's globals.
func run(ctx context.Context, data fs.FS, limits luabind.Option, src, user string) (status int, answer response) {
	var out strings.Builder
	host, err := luabind.New(
		limits,
		luabind.WithFS(data),
		luabind.WithStdio(nil, &out, &out),
	)
	if err != nil {
		return http.StatusInternalServerError, response{Error: err.Error()}
	}
	defer host.Close()
	if err := host.Set("user", user); err != nil {
		return http.StatusInternalServerError, response{Error: err.Error()}
	}
	program, err := luabind.Compile("script", src)
	var results []any
	if err == nil {
		results, err = host.Run(ctx, program)
	}
	answer.Output = out.String()
	if len(results) > 0 {
		answer.Result = results[0]
	}
	if err == nil {
		return http.StatusOK, answer
	}
	answer.Error = err.Error()
	var e *luabind.Error
	if errors.As(err, &e) {
		answer.Where = e.Source
	}
	for _, limit := range []error{luabind.ErrTimeLimit, luabind.ErrInstructionLimit, luabind.ErrMemoryLimit, luabind.ErrOutputLimit, luabind.ErrTaskLimit} {
		if errors.Is(err, limit) {
			return http.StatusTooManyRequests, answer
		}
	}
	return http.StatusUnprocessableEntity, answer
}

func main() {
	listen := flag.String("listen", "127.0.0.1:8080", "address to serve at")
	data := flag.String("data", ".", "folder that scripts may read")
	flag.Parse()
	root, err := os.OpenRoot(*data)
	if err != nil {
		fmt.Fprintln(os.Stderr, "embedserver:", err)
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	server := &http.Server{Addr: *listen, Handler: newServer(root.FS(), limits), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		fmt.Fprintln(os.Stderr, "embedserver:", err)
		os.Exit(1)
	}
}
