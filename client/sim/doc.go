// Package sim is a simulated DigitalOcean API: it keeps what is created,
// changes its states after realistic times, and refuses what the API refuses,
// in the API's own words.
//
//	clock := sim.NewClock(time.Now())
//	server, err := sim.New(sim.WithClock(clock), sim.Droplets(100))
//	client := &http.Client{Transport: server.RoundTripper()} // in this process
//	http.ListenAndServe("127.0.0.1:8080", server)            // or over the network
//
// On a virtual clock ([NewClock]) minutes of waiting take no time: it jumps when
// nobody is at work. On a [ScaledClock] they take real time, divided by a speed.
// Nothing of the simulator runs between requests: what is due by then happens
// when the next one comes, at the time when it was due.
//
// Everything is stored as JSON documents. Behaviours, one resource a file, say
// how the documents change; an engine over the catalog serves what a resource
// has in common with all others. An operation that has no behaviour yet is
// answered by status 501 and a message that says so, never by a made-up
// success.
//
// [Fault] rules have requests fail in the ways that networks and services do,
// before or after their effect, the same ones each time from a [Seed].
package sim
