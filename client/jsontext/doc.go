// Package jsontext reads JSON without decoding it. [Scan] checks a text in one
// pass, accepts exactly what encoding/json does, and takes apart what is wanted
// of it on the way; a [Value] is a text that was checked, whose parts are looked
// up when somebody asks:
//
//	v, err := jsontext.Parse(`{"networks": {"v4": [{"ip_address": "192.0.2.1"}]}}`)
//	if err != nil {
//		return err
//	}
//	v.Get("networks", "v4", "0", "ip_address").Text() // "192.0.2.1"
//
// Nothing is lost on the way: integers of any size keep their digits, and
// unknown fields stay as they came. Texts nest at most 10,000 deep.
package jsontext
