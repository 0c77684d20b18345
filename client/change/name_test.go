package change

import "testing"

// Records are named with their domain, other things as they are.
func TestFullName(t *testing.T) {
	for _, test := range [][3]string{
		{"/v2/domains/x.example/records", "www", "www.x.example"},
		{"/v2/domains/x.example/records/5", "www", "www.x.example"},
		{"/v2/domains/x.example/records/5", "@", "x.example"},
		{"/v2/domains/x.example/records/5", "5", "5 of x.example"},
		{"/v2/domains/x.example/records", "www.x.example", "www.x.example"},
		{"/v2/domains/x.example/records", "www.x.example.", "www.x.example."},
		{"/v2/domains/x.example/records/5", "", ""},
		{"/v2/domains/x.example", "x.example", "x.example"},
		{"/v2/droplets", "www", "www"},
	} {
		if got := FullName(test[0], test[1]); got != test[2] {
			t.Errorf("%s %s: %s, want %s", test[0], test[1], got, test[2])
		}
	}
}
