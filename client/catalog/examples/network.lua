--- byoip_prefixes.create
print(do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"})

--- byoip_prefixes.delete
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
do.byoip_prefixes.delete{byoip_prefix_uuid = prefix.uuid}

--- byoip_prefixes.get
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
print(do.byoip_prefixes.get{byoip_prefix_uuid = prefix.uuid})

--- byoip_prefixes.list
for prefixe in do.byoip_prefixes.list() do print(prefixe) end

--- byoip_prefixes.list_resources
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
for ip in do.byoip_prefixes.list_resources{byoip_prefix_uuid = prefix.uuid} do print(ip) end

--- byoip_prefixes.patch
local prefix = do.byoip_prefixes.create{prefix = "main", region = "nyc3", signature = "main"}
print(do.byoip_prefixes.patch{byoip_prefix_uuid = prefix.uuid})

--- cdn.create_endpoint
print(do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600})

--- cdn.delete_endpoint
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
do.cdn.delete_endpoint{cdn_id = endpoint}

--- cdn.get_endpoint
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
print(do.cdn.get_endpoint{cdn_id = endpoint})

--- cdn.list_endpoints
for endpoint in do.cdn.list_endpoints() do print(endpoint) end

--- cdn.purge_cache
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
do.cdn.purge_cache{cdn_id = endpoint, files = {"*"}}

--- cdn.update_endpoints
local endpoint = do.cdn.create_endpoint{origin = "shop.nyc3.digitaloceanspaces.com", ttl = 3600}
print(do.cdn.update_endpoints{cdn_id = endpoint, ttl = 600})

--- certificates.create
print(do.certificates.create{name = "shop", type = "lets_encrypt", dns_names = {"example.com"}})

--- certificates.delete
local certificate = do.certificates.create{name = "shop", type = "lets_encrypt", dns_names = {"example.com"}}
do.certificates.delete{certificate_id = certificate}

--- certificates.get
local certificate = do.certificates.create{name = "shop", type = "lets_encrypt", dns_names = {"example.com"}}
print(do.certificates.get{certificate_id = certificate})

--- certificates.list
for certificate in do.certificates.list() do print(certificate) end

--- domains.create
print(do.domains.create{name = "example.com"})

--- domains.create_record
local domain = do.domains.create{name = "example.com"}
print(do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300})

--- domains.delete
local domain = do.domains.create{name = "example.com"}
do.domains.delete{domain_name = domain.name}

--- domains.delete_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
do.domains.delete_record{domain_name = domain.name, domain_record_id = record}

--- domains.get
local domain = do.domains.create{name = "example.com"}
print(do.domains.get{domain_name = domain.name})

--- domains.get_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
print(do.domains.get_record{domain_name = domain.name, domain_record_id = record})

--- domains.list
for domain in do.domains.list() do print(domain) end

--- domains.list_records
local domain = do.domains.create{name = "example.com"}
for record in do.domains.list_records{domain_name = domain.name} do print(record) end

--- domains.patch_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
print(do.domains.patch_record{domain_name = domain.name, domain_record_id = record, ttl = 60})

--- domains.update_record
local domain = do.domains.create{name = "example.com"}
local record = do.domains.create_record{domain_name = domain.name, type = "A", name = "www", data = "192.0.2.1", ttl = 300}
print(do.domains.update_record{domain_name = domain.name, domain_record_id = record, data = "192.0.2.2"})

--- firewalls.add_rules
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.add_rules{firewall_id = firewall, outbound_rules = {{protocol = "icmp", destinations = {addresses = {"0.0.0.0/0", "::/0"}}}}}

--- firewalls.add_tags
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.add_tags{firewall_id = firewall, tags = {"web"}}

--- firewalls.assign_droplets
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.firewalls.assign_droplets{firewall_id = firewall, droplet_ids = {droplet}}

--- firewalls.create
print(do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}})

--- firewalls.delete
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.delete{firewall_id = firewall}

--- firewalls.delete_droplets
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.firewalls.delete_droplets{firewall_id = firewall, droplet_ids = {droplet}}

--- firewalls.delete_rules
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.delete_rules{firewall_id = firewall, inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}

--- firewalls.delete_tags
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
do.firewalls.delete_tags{firewall_id = firewall, tags = {"web"}}

--- firewalls.get
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
print(do.firewalls.get{firewall_id = firewall})

--- firewalls.list
for firewall in do.firewalls.list() do print(firewall) end

--- firewalls.update
local firewall = do.firewalls.create{name = "web", inbound_rules = {{protocol = "tcp", ports = "443", sources = {addresses = {"0.0.0.0/0", "::/0"}}}}}
print(do.firewalls.update{firewall_id = firewall, name = "web", inbound_rules = {{protocol = "tcp", ports = "22", sources = {addresses = {"192.0.2.0/24"}}}}})

--- floating_ips.create
print(do.floating_ips.create{region = "nyc3"})

--- floating_ips.delete
local address = do.floating_ips.create{region = "nyc3"}
do.floating_ips.delete{floating_ip = address.ip}

--- floating_ips.get
local address = do.floating_ips.create{region = "nyc3"}
print(do.floating_ips.get{floating_ip = address.ip})

--- floating_ips.list
for ip in do.floating_ips.list() do print(ip) end

--- floating_ips_action.get
local address = do.floating_ips.create{region = "nyc3"}
local action = do.floating_ips_action.list{floating_ip = address.ip}:first()
print(do.floating_ips_action.get{floating_ip = address.ip, action_id = action})

--- floating_ips_action.list
local address = do.floating_ips.create{region = "nyc3"}
for action in do.floating_ips_action.list{floating_ip = address.ip} do print(action) end

--- floating_ips_action.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local address = do.floating_ips.create{region = "nyc3"}
print(do.floating_ips_action.post{floating_ip = address.ip, type = "assign", droplet_id = droplet})

--- load_balancers.add_droplets
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local balancer = do.load_balancers.create{name = "web", region = "nyc3", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.add_droplets{lb_id = balancer, droplet_ids = {droplet}}

--- load_balancers.add_forwarding_rules
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.add_forwarding_rules{lb_id = balancer, forwarding_rules = {{entry_protocol = "tcp", entry_port = 22, target_protocol = "tcp", target_port = 22}}}

--- load_balancers.create
print(do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}})

--- load_balancers.delete
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.delete{lb_id = balancer}

--- load_balancers.delete_cache
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.delete_cache{lb_id = balancer}

--- load_balancers.get
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
print(do.load_balancers.get{lb_id = balancer})

--- load_balancers.list
for balancer in do.load_balancers.list() do print(balancer) end

--- load_balancers.remove_droplets
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local balancer = do.load_balancers.create{name = "web", region = "nyc3", droplet_ids = {droplet}, forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
do.load_balancers.remove_droplets{lb_id = balancer, droplet_ids = {droplet}}

--- load_balancers.remove_forwarding_rules
local http = {entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}
local ssh = {entry_protocol = "tcp", entry_port = 22, target_protocol = "tcp", target_port = 22}
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {http, ssh}}
do.load_balancers.remove_forwarding_rules{lb_id = balancer, forwarding_rules = {ssh}}

--- load_balancers.update
local balancer = do.load_balancers.create{name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 8080}}}
print(do.load_balancers.update{lb_id = balancer, name = "web", region = "nyc3", tag = "web", forwarding_rules = {{entry_protocol = "http", entry_port = 80, target_protocol = "http", target_port = 3000}}})

--- partner_attachments.create
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}})

--- partner_attachments.create_service_key
local json = require "json"
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(json.encode(do.partner_attachments.create_service_key{pa_id = attachment}))

--- partner_attachments.delete
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.delete{pa_id = attachment})

--- partner_attachments.get
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.get{pa_id = attachment})

--- partner_attachments.get_bgp_auth_key
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.get_bgp_auth_key{pa_id = attachment})

--- partner_attachments.get_service_key
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
do.partner_attachments.create_service_key{pa_id = attachment}
print(do.partner_attachments.get_service_key{pa_id = attachment})

--- partner_attachments.list
for attachment in do.partner_attachments.list() do print(attachment) end

--- partner_attachments.list_remote_routes
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
for route in do.partner_attachments.list_remote_routes{pa_id = attachment} do print(route) end

--- partner_attachments.patch
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local attachment = do.partner_attachments.create{name = "office", region = "nyc", connection_bandwidth_in_mbps = 1000, naas_provider = "MEGAPORT", vpc_ids = {vpc.id}}
print(do.partner_attachments.patch{pa_id = attachment, name = "office-2"})

--- reserved_ips.create
print(do.reserved_ips.create{region = "nyc3"})

--- reserved_ips.delete
local address = do.reserved_ips.create{region = "nyc3"}
do.reserved_ips.delete{reserved_ip = address.ip}

--- reserved_ips.get
local address = do.reserved_ips.create{region = "nyc3"}
print(do.reserved_ips.get{reserved_ip = address.ip})

--- reserved_ips.list
for ip in do.reserved_ips.list() do print(ip) end

--- reserved_ips_actions.get
local address = do.reserved_ips.create{region = "nyc3"}
local action = do.reserved_ips_actions.list{reserved_ip = address.ip}:first()
print(do.reserved_ips_actions.get{reserved_ip = address.ip, action_id = action})

--- reserved_ips_actions.list
local address = do.reserved_ips.create{region = "nyc3"}
for action in do.reserved_ips_actions.list{reserved_ip = address.ip} do print(action) end

--- reserved_ips_actions.post
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3"):wait{ready = true}
local address = do.reserved_ips.create{region = "nyc3"}
print(do.reserved_ips_actions.post{reserved_ip = address.ip, type = "assign", droplet_id = droplet})

--- reserved_ipv6.create
print(do.reserved_ipv6.create{region_slug = "nyc3"})

--- reserved_ipv6.delete
local ipv6 = do.reserved_ipv6.create{region_slug = "nyc3"}
do.reserved_ipv6.delete{reserved_ipv6 = ipv6.ip}

--- reserved_ipv6.get
local ipv6 = do.reserved_ipv6.create{region_slug = "nyc3"}
print(do.reserved_ipv6.get{reserved_ipv6 = ipv6.ip})

--- reserved_ipv6.list
for ipv6 in do.reserved_ipv6.list() do print(ipv6) end

--- reserved_ipv6_actions.post
local ipv6 = do.reserved_ipv6.create{region_slug = "nyc3"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(do.reserved_ipv6_actions.post{reserved_ipv6 = ipv6.ip, type = "assign", droplet_id = droplet})

--- vpc_peerings.create
print(do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}})

--- vpc_peerings.delete
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}}
print(do.vpc_peerings.delete{vpc_peering_id = peering})

--- vpc_peerings.get
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}}
print(do.vpc_peerings.get{vpc_peering_id = peering})

--- vpc_peerings.list
for peering in do.vpc_peerings.list() do print(peering) end

--- vpc_peerings.patch
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {do.vpcs.create{name = "backend", region = "nyc3"}, do.vpcs.create{name = "frontend", region = "nyc3"}}}
print(do.vpc_peerings.patch{vpc_peering_id = peering, name = "both"})

--- vpcnatgateways.create
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}})

--- vpcnatgateways.delete
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local gateway = do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}}
do.vpcnatgateways.delete{id = gateway}

--- vpcnatgateways.get
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local gateway = do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}}
print(do.vpcnatgateways.get{id = gateway})

--- vpcnatgateways.list
for gateway in do.vpcnatgateways.list() do print(gateway) end

--- vpcnatgateways.update
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
local gateway = do.vpcnatgateways.create{name = "out", type = "PUBLIC", region = "nyc3", size = 1, vpcs = {{vpc_uuid = vpc.id, default_gateway = true}}}
print(do.vpcnatgateways.update{id = gateway, name = "out", size = 2})

--- vpcs.create
print(do.vpcs.create{name = "backend", region = "nyc3"})

--- vpcs.create_peerings
local one = do.vpcs.create{name = "backend", region = "nyc3"}
local other = do.vpcs.create{name = "frontend", region = "nyc3"}
print(do.vpcs.create_peerings{path = {vpc_id = one.id}, body = {name = "both", vpc_id = other.id}})

--- vpcs.create_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
print(do.vpcs.create_subnet{vpc_id = vpc, name = "web"})

--- vpcs.create_subnet_route
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
print(do.vpcs.create_subnet_route{vpc_id = vpc, subnet_id = subnet, destination_cidr = "10.200.0.0/16", target_urns = {"do:droplet:1"}})

--- vpcs.delete
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
do.vpcs.delete{vpc_id = vpc}

--- vpcs.delete_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
do.vpcs.delete_subnet{vpc_id = vpc, subnet_id = subnet}

--- vpcs.delete_subnet_route
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
local route = do.vpcs.create_subnet_route{vpc_id = vpc, subnet_id = subnet, destination_cidr = "10.200.0.0/16", target_urns = {"do:droplet:1"}}
do.vpcs.delete_subnet_route{vpc_id = vpc, subnet_id = subnet, route_id = route}

--- vpcs.get
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcs.get{vpc_id = vpc})

--- vpcs.get_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
print(do.vpcs.get_subnet{vpc_id = vpc, subnet_id = subnet})

--- vpcs.list
for vpc in do.vpcs.list() do print(vpc) end

--- vpcs.list_members
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
for member in do.vpcs.list_members{vpc_id = vpc} do print(member) end

--- vpcs.list_peerings
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
for peering in do.vpcs.list_peerings{vpc_id = vpc} do print(peering) end

--- vpcs.list_subnet_routes
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
for route in do.vpcs.list_subnet_routes{vpc_id = vpc, subnet_id = subnet} do print(route.destination_cidr) end

--- vpcs.list_subnets
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
for subnet in do.vpcs.list_subnets{vpc_id = vpc} do print(subnet.name, subnet.ip_range) end

--- vpcs.patch
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcs.patch{vpc_id = vpc, description = "for the shop"})

--- vpcs.patch_peerings
local one = do.vpcs.create{name = "backend", region = "nyc3"}
local other = do.vpcs.create{name = "frontend", region = "nyc3"}
local peering = do.vpc_peerings.create{name = "both", vpc_ids = {one.id, other.id}}
print(do.vpcs.patch_peerings{vpc_id = one, vpc_peering_id = peering, name = "joined"})

--- vpcs.patch_subnet
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
print(do.vpcs.patch_subnet{vpc_id = vpc, subnet_id = subnet, name = "front"})

--- vpcs.patch_subnet_route
local vpc = do.vpcs.create{name = "main", region = "nyc3"}
local subnet = do.vpcs.create_subnet{vpc_id = vpc, name = "web"}
local route = do.vpcs.create_subnet_route{vpc_id = vpc, subnet_id = subnet, destination_cidr = "10.200.0.0/16", target_urns = {"do:droplet:1"}}
print(do.vpcs.patch_subnet_route{vpc_id = vpc, subnet_id = subnet, route_id = route, target_urns = {"do:droplet:2"}})

--- vpcs.update
local vpc = do.vpcs.create{name = "backend", region = "nyc3"}
print(do.vpcs.update{vpc_id = vpc, name = "backend", description = "for the shop"})
