// Package engine serves simulated resources from what the catalog says of them:
// documents in tables, lists with pages, checks of bodies, the states that a
// waiter knows, relations between resources, and events. Everything that is not
// in the description comes from areas.
//
// An area is a package beside this one, with one function:
//
//	package certificates
//
//	func Area() engine.Area {
//		return engine.Area{
//			// What the engine cannot know of a resource: see Kind.
//			Kinds: []*engine.Kind{{
//				Path:   "/v2/certificates",
//				Create: completeCertificate, // checks the body, completes the document
//				Delete: func(w *engine.World, r *engine.Request, rec *engine.Record) error { ... },
//			}},
//			// Operations with an answer of their own, by operationId.
//			Ops: map[string]engine.Handler{"certificates_list": list},
//			// What others do and this area must know of.
//			On: []engine.Hook{{Event: engine.Tagged, Table: "droplets", Do: follow}},
//		}
//	}
//
// and one line in client/sim/areas.go. Areas import this package and the
// catalog, never one another; what another area keeps is read from its table
// ([World.Table], [World.Find]).
//
// What names what, and what happens to it when that goes, is the catalog's to say:
// [catalog.Relations].
//
// Everything runs under the server's lock, one request after the other. A
// handler gets its numbers, UUIDs and durations from the World ([World.NextID],
// [World.UUID], [World.Between]) and its time from World.Now, never from the
// machine: equal seeds and equal requests give equal worlds, and that is how a
// world is restored from a file. For the same reason nothing ranges over a map
// where the order shows.
//
// Records are made with [World.Add] and go with [World.Remove], which tell the
// other areas. What takes time is [World.Transition] or [World.Later]
// to a step that the area names, or [World.Start] for an action that the API lists: a
// world that is saved has names where a running one has functions. A document's field that begins with "_" is never shown.
package engine
