package luabind

import "testing"

func TestNearMiss(t *testing.T) {
	known := []string{"nyc1", "nyc3", "ams3", "ubuntu-24-04-x64", "debian-12-x64", "s-1vcpu-1gb", "s-1vcpu-1gb-amd", "active", "off", "new", "Rocky Linux"}
	for value, want := range map[string]string{
		"NYC3": "nyc3", "nyc-3": "nyc3", "ubunut-24-04-x64": "ubuntu-24-04-x64", "actve": "active", "s-1vcpu-1g": "s-1vcpu-1gb",
		"actiive": "active", "s_1vcpu_1gb": "s-1vcpu-1gb", "rocky linux": "Rocky Linux", "acitve": "active",
		// A change that looks like news is sent.
		"atl1": "", "nyc4": "", "debian-14-x64": "", "s-1vcpu-1gb-arm": "", "nyc3": "", "": "", "nyc": "", "nyc31": "", "archive": "", "13nyc": "",
	} {
		if got := NearMiss(value, known); got != want {
			t.Errorf("%q: %q, want %q", value, got, want)
		}
	}
}
