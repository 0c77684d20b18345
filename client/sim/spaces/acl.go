package spaces

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"
)

// acl is who may do what: "private" or "public-read", or another canned one.
type acl string

func (a acl) public() bool { return a == "public-read" || a == "public-read-write" }

// canned reads the one that a request brings along.
func canned(c *call) acl {
	if a := c.Header.Get("X-Amz-Acl"); a != "" {
		return acl(a)
	}
	return "private"
}

type grantee struct {
	XSI         string `xml:"xmlns:xsi,attr"`
	Type        string `xml:"xsi:type,attr"`
	ID          string `xml:",omitempty"`
	DisplayName string `xml:",omitempty"`
	URI         string `xml:",omitempty"`
}

type grant struct {
	Grantee    grantee
	Permission string
}

// everybody is the group of all, by the name that S3 has for it.
const everybody = "http://acs.amazonaws.com/groups/global/AllUsers"

// serve shows the list of grants, or takes another one.
func (a *acl) serve(c *call) *fault {
	const schema = "http://www.w3.org/2001/XMLSchema-instance"
	switch c.Method {
	case http.MethodGet:
		grants := []grant{{grantee{XSI: schema, Type: "CanonicalUser", ID: everybodysOwner.ID, DisplayName: everybodysOwner.DisplayName}, "FULL_CONTROL"}}
		if a.public() {
			grants = append(grants, grant{grantee{XSI: schema, Type: "Group", URI: everybody}, "READ"})
		}
		if *a == "public-read-write" {
			grants = append(grants, grant{grantee{XSI: schema, Type: "Group", URI: everybody}, "WRITE"})
		}
		return c.answer(struct {
			XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ AccessControlPolicy"`
			Owner   owner
			Grants  []grant `xml:"AccessControlList>Grant"`
		}{Owner: everybodysOwner, Grants: grants})
	case http.MethodPut:
		text, err := body(c.Request)
		if err != nil {
			return errXML
		}
		if len(bytes.TrimSpace(text)) == 0 {
			*a = canned(c)
			return nil
		}
		var wanted struct {
			Grants []struct {
				Grantee    struct{ URI string }
				Permission string
			} `xml:"AccessControlList>Grant"`
		}
		if xml.Unmarshal(text, &wanted) != nil {
			return errXML
		}
		var all []string
		for _, g := range wanted.Grants {
			if g.Grantee.URI == everybody {
				all = append(all, g.Permission)
			}
		}
		switch {
		case slices.Contains(all, "WRITE"):
			*a = "public-read-write"
		case slices.Contains(all, "READ"):
			*a = "public-read"
		default:
			*a = "private"
		}
		return nil
	}
	return notSimulated(c.Method + " of ?acl")
}
