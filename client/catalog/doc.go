// Package catalog is every operation of the DigitalOcean API as data: method,
// path, parameters, bodies, answers, paging, and the name that scripts call it
// by.
//
//	op := catalog.ByName("droplets", "list")       // do.droplets.list
//	op, values := catalog.Match("GET", "/v2/droplets/5")
//	values.Get("droplet_id")                       // "5"
//
// The tables are Go literals that the linker lays out: importing the package
// costs no start-up time. They are made by the program in gen/ from a
// description of the API, with the script names of gen/names.txt, which are
// frozen: a new operation gets its name there, by hand, once.
package catalog

//go:generate go run ./gen
