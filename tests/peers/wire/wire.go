// Package wire has godo, DigitalOcean's own Go client, make requests, and keeps
// what would go over the wire.
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/digitalocean/godo"

	"github.com/doapi-lua/doapi/client/catalog"
)

// Sent is a request that godo made.
type Sent struct {
	By, Method, Path string
	Body             any            // as decoded, numbers as json.Number
	Takes            []reflect.Type // the structs among the arguments of the method
}

// Operation is the operation of a request, nil if the catalog has none. Arguments
// are 1: what stands in the path of an operation in their place is a word of
// another one, such as /v2/nfs/options beside /v2/nfs/{nfs_id}.
func (s *Sent) Operation() *catalog.Operation {
	op, values := catalog.Match(s.Method, strings.TrimSuffix(s.Path, "/"))
	if op == nil {
		return nil
	}
	for _, p := range op.Params {
		if p.In == catalog.InPath && values.Get(p.Name) != "1" {
			return nil
		}
	}
	return op
}

// recorder keeps the first request and answers an empty object.
type recorder struct{ first *Sent }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	s := &Sent{Method: req.Method, Path: req.URL.Path}
	if req.Body != nil {
		raw, _ := io.ReadAll(req.Body)
		d := json.NewDecoder(bytes.NewReader(raw))
		d.UseNumber()
		_ = d.Decode(&s.Body)
	}
	if r.first == nil {
		r.first = s
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader("{}")), Request: req}, nil
}

// Requests has godo make each of its requests once, the arguments filled by their
// types: all fields (whole), or those alone that godo sends even when they are
// empty.
func Requests(whole bool) ([]Sent, error) {
	rec := &recorder{}
	c, err := godo.New(&http.Client{Transport: rec}, godo.SetBaseURL("https://api.digitalocean.com/"))
	if err != nil {
		return nil, fmt.Errorf("making godo's client: %w", err)
	}
	var all []Sent
	for i := range reflect.TypeFor[godo.Client]().NumField() {
		field := reflect.ValueOf(c).Elem().Field(i)
		if field.CanInterface() {
			of(rec, reflect.TypeFor[godo.Client]().Field(i).Name, field, whole, &all)
		}
	}
	return all, nil
}

// of has the methods of a service make their requests, and those of the services
// inside of it.
func of(rec *recorder, name string, service reflect.Value, whole bool, all *[]Sent) {
	switch {
	case service.Kind() == reflect.Pointer && strings.HasSuffix(service.Type().Elem().Name(), "Service") && !service.IsNil():
		for i := range service.Elem().NumField() {
			if f := service.Elem().Field(i); f.CanInterface() {
				of(rec, name+service.Elem().Type().Field(i).Name, f, whole, all)
			}
		}
	case service.Kind() != reflect.Interface || service.IsNil():
		return
	}
	for m := range service.NumMethod() {
		rec.first = nil
		var takes []reflect.Type
		func() {
			// A client that gets an empty answer may fail: the request has been
			// sent.
			defer func() { _ = recover() }()
			f := service.Method(m)
			var args []reflect.Value
			for a := range f.Type().NumIn() {
				if f.Type().IsVariadic() && a == f.Type().NumIn()-1 {
					break
				}
				t := f.Type().In(a)
				args = append(args, Fill(t, whole))
				for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
					t = t.Elem()
				}
				if t.Kind() == reflect.Struct {
					takes = append(takes, t)
				}
			}
			f.Call(args)
		}()
		if rec.first != nil {
			rec.first.By, rec.first.Takes = name+"."+service.Type().Method(m).Name, takes
			*all = append(*all, *rec.first)
		}
	}
}

var contextType, timeType = reflect.TypeFor[context.Context](), reflect.TypeFor[time.Time]()

// Fill makes a value of a type: all fields of structs (whole), or those alone that
// go out even when they are empty.
func Fill(t reflect.Type, whole bool) reflect.Value { return fill(t, whole, 0) }

func fill(t reflect.Type, whole bool, depth int) reflect.Value {
	v := reflect.New(t).Elem()
	switch {
	case t == contextType:
		return reflect.ValueOf(context.Background())
	case t == timeType:
		return reflect.ValueOf(time.Date(2026, 8, 1, 12, 0, 0, 0, time.UTC))
	case depth > 8:
		return v
	}
	switch t.Kind() {
	case reflect.String:
		v.SetString("1")
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		v.SetInt(1)
	case reflect.Uint, reflect.Uint64, reflect.Uint32, reflect.Uint16, reflect.Uint8:
		v.SetUint(1)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(fill(t.Elem(), whole, depth+1))
	case reflect.Slice:
		v.Set(reflect.Append(v, fill(t.Elem(), whole, depth+1)))
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		if t.Key().Kind() == reflect.String {
			v.SetMapIndex(reflect.ValueOf("k").Convert(t.Key()), fill(t.Elem(), whole, depth+1))
		}
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() || !whole && strings.Contains(f.Tag.Get("json"), "omitempty") {
				continue
			}
			v.Field(i).Set(fill(f.Type, whole, depth+1))
		}
	case reflect.Interface:
		if t.NumMethod() == 0 {
			v.Set(reflect.ValueOf("1"))
		}
	}
	return v
}
