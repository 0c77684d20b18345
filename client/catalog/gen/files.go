package main

// tagFiles puts the operations of related tags into one file.
var tagFiles = map[string]string{
	"Account":     "account",
	"SSH Keys":    "account",
	"Billing":     "account",
	"Projects":    "account",
	"Actions":     "account",
	"Tags":        "account",
	"Regions":     "account",
	"Sizes":       "account",
	"Security":    "security",
	"Monitoring":  "monitoring",
	"Uptime":      "monitoring",
	"Apps":        "apps",
	"Functions":   "apps",
	"Add-Ons":     "apps",
	"Databases":   "databases",
	"Kubernetes":  "kubernetes",
	"Droplets":    "droplets",
	"Images":      "droplets",
	"Snapshots":   "storage",
	"NFS":         "storage",
	"NFS Actions": "storage",

	"Project Resources":       "account",
	"Organizations":           "account",
	"1-Click Applications":    "apps",
	"Vector Databases":        "databases",
	"Droplet Actions":         "droplets",
	"Droplet Autoscale Pools": "droplets",
	"Image Actions":           "droplets",
	"Container Registries":    "registry",
	"Container Registry":      "registry",
	"Block Storage":           "storage",
	"Block Storage Actions":   "storage",
	"Spaces Keys":             "storage",

	"CDN Endpoints":           "network",
	"Certificates":            "network",
	"Domains":                 "network",
	"Domain Records":          "network",
	"Firewalls":               "network",
	"Floating IPs":            "network",
	"Floating IP Actions":     "network",
	"Load Balancers":          "network",
	"Partner Network Connect": "network",
	"Reserved IPs":            "network",
	"Reserved IP Actions":     "network",
	"Reserved IPv6":           "network",
	"Reserved IPv6 Actions":   "network",
	"BYOIP Prefixes":          "network",
	"VPCs":                    "network",
	"VPC Peerings":            "network",
	"VPC NAT Gateways":        "network",

	"GradientAI Platform":  "genai",
	"Dedicated Inference":  "inference",
	"Serverless Inference": "inference",
	"Agent Inference":      "inference",
	"Batch Inference":      "inference",
}

// fileOf names the file of a tag, without "_gen.go".
func fileOf(tag string) string {
	if file, ok := tagFiles[tag]; ok {
		return file
	}
	return "others"
}
