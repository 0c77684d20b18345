package goval

import "testing"

func TestSnake(t *testing.T) {
	for in, want := range map[string]string{
		"Name": "name", "CPUCount": "cpu_count", "CPUs": "cpus", "IDs": "ids", "APIToken": "api_token", "HTTPServer": "http_server",
		"IPv4": "ipv4", "VPCUUIDs": "vpcuuids", "ParseURLs": "parse_urls", "URLsFor": "urls_for", "X": "x", "Is": "is", "As": "as", "IsID": "is_id",
	} {
		if got := Snake(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
