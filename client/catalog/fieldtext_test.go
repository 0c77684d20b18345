package catalog

import (
	"strings"
	"testing"
)

// told are the groups whose fields have texts, each of them.
const told = `account actions droplets droplet_actions images image_actions volumes volume_actions volume_snapshots
	snapshots domains firewalls load_balancers reserved_ips reserved_ips_actions floating_ips floating_ips_action vpcs vpc_peerings
	projects ssh_keys tags kubernetes databases apps registry registries certificates cdn uptime monitoring spaces_key regions sizes`

// Each field of what people use most is told, those of nested tables too, and so is
// each parameter.
func TestFieldText(t *testing.T) {
	asked := 0
	missing := map[string]bool{}
	for _, group := range strings.Fields(told) {
		ops := InGroup(group)
		if len(ops) == 0 {
			t.Errorf("there is no group %s", group)
		}
		var walk func(s *Schema, path string)
		walk = func(s *Schema, path string) {
			if s == nil {
				return
			}
			for _, p := range s.Props {
				at := strings.TrimPrefix(path+"."+p.Name, ".")
				asked++
				if FieldText(group, at) == "" {
					missing[group+" "+at] = true
				}
				walk(p.Schema, at)
			}
			walk(s.Items, path)
			walk(s.Additional, path)
			for _, v := range s.Variants {
				walk(v, path)
			}
		}
		for _, op := range ops {
			walk(op.Body, "")
			walk(op.Response, "")
			for _, p := range op.Params {
				asked++
				if FieldText(group, p.Name) == "" {
					missing[group+" "+p.Name] = true
				}
			}
		}
	}
	for m := range missing {
		t.Errorf("no text for %s", m)
	}
	if asked < 4000 {
		t.Errorf("only %d fields and arguments", asked)
	}
	t.Logf("%d fields and arguments have a text", asked)
}

// A text is a part of a sentence, and each line is one.
func TestFieldTextForm(t *testing.T) {
	for group, texts := range fieldTexts() {
		if group != "*" && len(InGroup(group)) == 0 {
			t.Errorf("there is no group %s", group)
		}
		for end, text := range texts {
			if text == "" || strings.HasSuffix(text, ".") || strings.ContainsAny(end, " \t[]") {
				t.Errorf("[%s] %q: %q", group, end, text)
			}
		}
	}
}
