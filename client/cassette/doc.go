// Package cassette records the exchanges between a client and the API, and
// plays them back without a network, a token or any waiting.
//
//	recorder, err := cassette.NewRecorder(file, clock.Now)
//	c, err := client.New(token, recorder.Option())
//
//	player, err := cassette.Load(file)
//	c, err := client.New("replay", player.Option(sim.NewClock(player.Started())))
//
// Hosts of scripts take both as options of their client's binding.
//
// A cassette is a text file: a line that tells what it is, then a line of JSON
// an exchange. What is secret is masked in it, the token above all, which never
// gets there: the recorder sits above the step that adds it.
//
// A request is the same as a recorded one when method, path, query and body
// are: the order of a query's parameters and of an object's keys does not
// matter, nor do the tags by which the client finds its own creates. Equal
// requests are answered in the order in which they were recorded; when they run
// out, the last answer of a GET or HEAD comes again and again, and anything
// else is a miss. Changes of one object are played back in their recorded order
// only; those of different objects may come in any.
package cassette

import (
	"encoding/json"
	"net/http"
	"time"
)

// version is that of the format.
const version = 1

// head is the first line.
type head struct {
	Cassette int       `json:"cassette"`
	Started  time.Time `json:"started"`
}

// exchange is a request with what came of it.
type exchange struct {
	N        int             `json:"n"` // in the order in which the requests were sent
	Method   string          `json:"method"`
	URL      string          `json:"url"` // with the query sorted
	Body     string          `json:"body,omitempty"`
	Status   int             `json:"status,omitempty"`
	Header   http.Header     `json:"header,omitempty"`
	Answer   json.RawMessage `json:"answer,omitempty"` // a body that is JSON
	Text     []byte          `json:"text,omitempty"`   // one that is not
	Millis   int64           `json:"ms"`               // until the whole answer was there
	Cut      string          `json:"cut,omitempty"`    // why the body ended early
	Error    string          `json:"error,omitempty"`  // why there was no answer
	Unsent   bool            `json:"unsent,omitempty"` // the request never left
	replayed bool
}
