# Every kind of resource that stands for something of the API, and a variable
# that changes most of them.

terraform {
  required_providers {
    digitalocean = { source = "digitalocean/digitalocean" }
  }
}

provider "digitalocean" {
  http_retry_max = 0
}

variable "mark" { default = "one" }
variable "public_key" {}

data "digitalocean_account" "this" {}
data "digitalocean_regions" "all" {}
data "digitalocean_sizes" "all" {}
data "digitalocean_image" "ubuntu" { slug = "ubuntu-24-04-x64" }
data "digitalocean_kubernetes_versions" "all" {}
data "digitalocean_project" "default" {}
data "digitalocean_gradientai_models" "all" {}

resource "digitalocean_tag" "web" { name = "web" }

resource "digitalocean_ssh_key" "laptop" {
  name       = "laptop-${var.mark}"
  public_key = var.public_key
}

resource "digitalocean_vpc" "inner" {
  name        = "inner"
  region      = "nyc3"
  ip_range    = "10.20.0.0/20"
  description = var.mark
}

resource "digitalocean_vpc" "outer" {
  name   = "outer"
  region = "ams3"
}

resource "digitalocean_vpc" "files" {
  name   = "files"
  region = "nyc2"
}

resource "digitalocean_vpc_peering" "both" {
  name    = "both-${var.mark}"
  vpc_ids = [digitalocean_vpc.inner.id, digitalocean_vpc.outer.id]
}

resource "digitalocean_droplet" "web" {
  name          = "web-${var.mark}"
  image         = data.digitalocean_image.ubuntu.slug
  region        = "nyc3"
  size          = "s-1vcpu-1gb"
  vpc_uuid      = digitalocean_vpc.inner.id
  ssh_keys      = [digitalocean_ssh_key.laptop.id]
  tags          = [digitalocean_tag.web.id, var.mark]
  ipv6          = true
  monitoring    = true
  droplet_agent = true
  backups       = true
  backup_policy {
    plan    = "weekly"
    weekday = "TUE"
    hour    = 8
  }
}

resource "digitalocean_droplet" "grows" {
  name     = "grows"
  image    = "debian-12-x64"
  region   = "nyc3"
  size     = var.mark == "one" ? "s-1vcpu-1gb" : "s-2vcpu-2gb"
  vpc_uuid = digitalocean_vpc.inner.id
}

resource "digitalocean_droplet_snapshot" "shot" {
  droplet_id = digitalocean_droplet.grows.id
  name       = "shot"
}

resource "digitalocean_volume" "data" {
  name                    = "data"
  region                  = "nyc3"
  size                    = var.mark == "one" ? 10 : 20
  initial_filesystem_type = "ext4"
  tags                    = ["web"]
}

resource "digitalocean_volume_attachment" "data" {
  droplet_id = digitalocean_droplet.web.id
  volume_id  = digitalocean_volume.data.id
}

resource "digitalocean_volume_snapshot" "data" {
  name      = "data-shot"
  volume_id = digitalocean_volume.data.id
  tags      = [var.mark]
}

resource "digitalocean_reserved_ip" "free" { region = "nyc3" }

resource "digitalocean_reserved_ip_assignment" "free" {
  ip_address = digitalocean_reserved_ip.free.ip_address
  droplet_id = digitalocean_droplet.web.id
}

resource "digitalocean_floating_ip" "grows" {
  region     = "nyc3"
  droplet_id = digitalocean_droplet.grows.id
}

resource "digitalocean_floating_ip" "free" { region = "ams3" }

resource "digitalocean_reserved_ipv6" "free" { region_slug = "nyc3" }

resource "digitalocean_reserved_ipv6_assignment" "free" {
  ip         = digitalocean_reserved_ipv6.free.ip
  droplet_id = digitalocean_droplet.web.id
}

resource "digitalocean_domain" "site" {
  name       = "example.com"
  ip_address = "192.0.2.1"
}

resource "digitalocean_record" "www" {
  domain = digitalocean_domain.site.id
  type   = "CNAME"
  name   = "www"
  value  = "@"
  ttl    = var.mark == "one" ? 600 : 900
}

resource "digitalocean_record" "mail" {
  domain   = digitalocean_domain.site.id
  type     = "MX"
  name     = "@"
  value    = "mail.example.com."
  priority = 10
}

resource "digitalocean_record" "sip" {
  domain   = digitalocean_domain.site.id
  type     = "SRV"
  name     = "_sip._tcp"
  value    = "sip.example.com."
  priority = 1
  port     = 5060
  weight   = 5
}

resource "digitalocean_record" "caa" {
  domain = digitalocean_domain.site.id
  type   = "CAA"
  name   = "@"
  value  = "letsencrypt.org."
  flags  = 0
  tag    = "issue"
}

resource "digitalocean_record" "text" {
  domain = digitalocean_domain.site.id
  type   = "TXT"
  name   = "@"
  value  = "v=spf1 -all ${var.mark}"
}

resource "digitalocean_certificate" "le" {
  name    = "le"
  type    = "lets_encrypt"
  domains = [digitalocean_domain.site.name]
}

resource "digitalocean_loadbalancer" "front" {
  name                  = "front-${var.mark}"
  region                = "nyc3"
  vpc_uuid              = digitalocean_vpc.inner.id
  droplet_tag           = "web"
  redirect_http_to_https = true
  forwarding_rule {
    entry_port       = 443
    entry_protocol   = "https"
    target_port      = 80
    target_protocol  = "http"
    certificate_name = digitalocean_certificate.le.name
  }
  healthcheck {
    port     = 22
    protocol = "tcp"
  }
  firewall { allow = ["cidr:192.0.2.0/24"] }
}

resource "digitalocean_loadbalancer" "world" {
  name = "world"
  type = "GLOBAL"
  glb_settings {
    target_protocol = "http"
    target_port     = 80
    cdn { is_enabled = true }
  }
  domains {
    name       = digitalocean_domain.site.name
    is_managed = true
  }
  target_load_balancer_ids = [digitalocean_loadbalancer.front.id]
}

resource "digitalocean_firewall" "walls" {
  name        = "walls-${var.mark}"
  droplet_ids = [digitalocean_droplet.grows.id]
  tags        = ["web"]
  inbound_rule {
    protocol         = "tcp"
    port_range       = "22"
    source_addresses = ["192.0.2.0/24", "2001:db8::/32"]
  }
  inbound_rule {
    protocol         = "icmp"
    source_addresses = ["0.0.0.0/0"]
  }
  inbound_rule {
    protocol                  = "tcp"
    port_range                = "80"
    source_load_balancer_uids = [digitalocean_loadbalancer.front.id]
  }
  outbound_rule {
    protocol              = "tcp"
    port_range            = "1-65535"
    destination_addresses = ["0.0.0.0/0", "::/0"]
  }
}

resource "digitalocean_cdn" "static" {
  origin           = "bucket.nyc3.digitaloceanspaces.com"
  ttl              = var.mark == "one" ? 3600 : 600
  custom_domain    = "static.example.com"
  certificate_name = digitalocean_certificate.le.name
}

resource "digitalocean_custom_image" "mine" {
  name         = "mine-${var.mark}"
  url          = "https://example.com/disk.qcow2"
  regions      = ["nyc3"]
  distribution = "Ubuntu"
  tags         = ["web"]
}

resource "digitalocean_droplet_autoscale" "pool" {
  name = "pool"
  config {
    min_instances          = 1
    max_instances          = var.mark == "one" ? 3 : 4
    target_cpu_utilization = 0.5
  }
  droplet_template {
    size     = "c-2"
    region   = "nyc3"
    image    = "ubuntu-24-04-x64"
    ssh_keys = [digitalocean_ssh_key.laptop.id]
    tags     = ["pool"]
  }
}

resource "digitalocean_project" "site" {
  name        = "site"
  purpose     = "Web Application"
  environment = "Development"
  description = var.mark
  # It is destroyed before what it has: it moves that elsewhere.
  depends_on = [digitalocean_droplet.web, digitalocean_volume.data, digitalocean_domain.site, digitalocean_loadbalancer.front]
}

resource "digitalocean_project_resources" "site" {
  project   = digitalocean_project.site.id
  resources = [digitalocean_droplet.web.urn, digitalocean_volume.data.urn, digitalocean_domain.site.urn, digitalocean_loadbalancer.front.urn]
}

resource "digitalocean_vpc_nat_gateway" "nat" {
  name   = "nat-${var.mark}"
  type   = "PUBLIC"
  region = "nyc3"
  size   = 1
  vpcs {
    vpc_uuid        = digitalocean_vpc.inner.id
    default_gateway = true
  }
  udp_timeout_seconds  = 30
  icmp_timeout_seconds = 30
  tcp_timeout_seconds  = 300
}

resource "digitalocean_partner_attachment" "wire" {
  name                         = "wire"
  connection_bandwidth_in_mbps = 1000
  naas_provider                = "MEGAPORT"
  region                       = "nyc"
  vpc_ids                      = [digitalocean_vpc.outer.id]
}

resource "digitalocean_byoip_prefix" "own" {
  prefix    = "203.0.113.0/24"
  region    = "nyc3"
  signature = "signed"
}

resource "digitalocean_kubernetes_cluster" "prod" {
  name         = "prod"
  region       = "nyc3"
  version      = data.digitalocean_kubernetes_versions.all.latest_version
  vpc_uuid     = digitalocean_vpc.inner.id
  auto_upgrade = var.mark == "one"
  tags         = ["web"]
  maintenance_policy {
    day        = "sunday"
    start_time = "04:00"
  }
  node_pool {
    name       = "main"
    size       = "s-2vcpu-4gb"
    node_count = 2
  }
}

resource "digitalocean_kubernetes_node_pool" "extra" {
  cluster_id = digitalocean_kubernetes_cluster.prod.id
  name       = "extra"
  size       = "s-2vcpu-4gb"
  auto_scale = true
  min_nodes  = 1
  max_nodes  = var.mark == "one" ? 2 : 3
  labels     = { a = var.mark }
  taint {
    key    = "a"
    value  = "b"
    effect = "NoSchedule"
  }
}

resource "digitalocean_database_cluster" "pg" {
  name       = "pg-1"
  engine     = "pg"
  version    = "17"
  size       = "db-s-1vcpu-2gb"
  region     = "nyc3"
  node_count = var.mark == "one" ? 1 : 2
  tags       = ["web"]
  maintenance_window {
    day  = "friday"
    hour = "04:00:00"
  }
}

resource "digitalocean_database_db" "app" {
  cluster_id = digitalocean_database_cluster.pg.id
  name       = "app"
}

resource "digitalocean_database_user" "app" {
  cluster_id = digitalocean_database_cluster.pg.id
  name       = "app"
}

resource "digitalocean_database_connection_pool" "pool" {
  cluster_id = digitalocean_database_cluster.pg.id
  name       = "pool"
  mode       = "transaction"
  size       = 5
  db_name    = digitalocean_database_db.app.name
  user       = digitalocean_database_user.app.name
}

resource "digitalocean_database_replica" "read" {
  cluster_id = digitalocean_database_cluster.pg.id
  name       = "read"
  size       = "db-s-1vcpu-2gb"
  region     = "nyc3"
}

resource "digitalocean_database_firewall" "pg" {
  cluster_id = digitalocean_database_cluster.pg.id
  rule {
    type  = "ip_addr"
    value = "192.0.2.1"
  }
  rule {
    type  = "tag"
    value = digitalocean_tag.web.id
  }
}

resource "digitalocean_database_postgresql_config" "pg" {
  cluster_id = digitalocean_database_cluster.pg.id
  work_mem   = var.mark == "one" ? 8 : 16
  timezone   = "UTC"
}

resource "digitalocean_database_cluster" "mysql" {
  name       = "mysql-1"
  engine     = "mysql"
  version    = "8"
  size       = "db-s-1vcpu-2gb"
  region     = "nyc3"
  node_count = 1
}

resource "digitalocean_database_mysql_config" "mysql" {
  cluster_id        = digitalocean_database_cluster.mysql.id
  connect_timeout   = 10
  default_time_zone = "UTC"
}

resource "digitalocean_database_user" "mysql" {
  cluster_id        = digitalocean_database_cluster.mysql.id
  name              = "app"
  mysql_auth_plugin = "mysql_native_password"
}

resource "digitalocean_database_cluster" "kafka" {
  name       = "kafka-1"
  engine     = "kafka"
  version    = "3.8"
  size       = "db-s-2vcpu-2gb"
  region     = "nyc3"
  node_count = 3
}

resource "digitalocean_database_kafka_topic" "events" {
  cluster_id         = digitalocean_database_cluster.kafka.id
  name               = "events"
  partition_count    = 3
  replication_factor = 2
  config {
    cleanup_policy = "compact"
    retention_ms   = var.mark == "one" ? -1 : 3600000
  }
}

resource "digitalocean_database_kafka_config" "kafka" {
  cluster_id         = digitalocean_database_cluster.kafka.id
  log_retention_hours = 100
}

resource "digitalocean_database_cluster" "search" {
  name       = "search-1"
  engine     = "opensearch"
  version    = "2"
  size       = "db-s-2vcpu-4gb"
  region     = "nyc3"
  node_count = 1
}

resource "digitalocean_database_opensearch_config" "search" {
  cluster_id                = digitalocean_database_cluster.search.id
  http_max_content_length_bytes = 100000000
}

resource "digitalocean_database_cluster" "mongo" {
  name       = "mongo-1"
  engine     = "mongodb"
  version    = "8.0"
  size       = "db-s-1vcpu-2gb"
  region     = "nyc3"
  node_count = 1
}

resource "digitalocean_database_mongodb_config" "mongo" {
  cluster_id      = digitalocean_database_cluster.mongo.id
  verbosity       = 1
}

resource "digitalocean_database_cluster" "valkey" {
  name            = "valkey-1"
  engine          = "valkey"
  version         = "8"
  size            = "db-s-1vcpu-2gb"
  region          = "nyc3"
  node_count      = 1
  eviction_policy = "noeviction"
}

resource "digitalocean_database_valkey_config" "valkey" {
  cluster_id             = digitalocean_database_cluster.valkey.id
  notify_keyspace_events = "KEA"
  timeout                = 90
}

resource "digitalocean_database_logsink_rsyslog" "pg" {
  cluster_id = digitalocean_database_cluster.pg.id
  name       = "logs"
  server     = "192.0.2.10"
  port       = 514
  format     = "rfc5424"
}

resource "digitalocean_database_logsink_opensearch" "pg" {
  cluster_id   = digitalocean_database_cluster.pg.id
  name         = "search"
  endpoint     = "https://user:password@search.example.com:25060"
  index_prefix = "pg"
}

resource "digitalocean_app" "site" {
  spec {
    name   = "site"
    region = "nyc"
    service {
      name               = "web"
      instance_count     = var.mark == "one" ? 1 : 2
      instance_size_slug = "apps-s-1vcpu-1gb-fixed"
      http_port          = 8080
      git {
        repo_clone_url = "https://example.com/site.git"
        branch         = "main"
      }
    }
  }
}

resource "digitalocean_container_registry" "team" {
  name                   = "team-one"
  subscription_tier_slug = "professional"
  region                 = "nyc3"
}

resource "digitalocean_container_registries" "team" {
  name                   = "team-two"
  subscription_tier_slug = "professional"
  region                 = "fra1"
  depends_on             = [digitalocean_container_registry.team]
}

resource "digitalocean_monitor_alert" "cpu" {
  description = "cpu ${var.mark}"
  type        = "v1/insights/droplet/cpu"
  compare     = "GreaterThan"
  value       = 80
  window      = "5m"
  enabled     = true
  entities    = [digitalocean_droplet.web.id]
  alerts { email = ["sammy@example.com"] }
}

resource "digitalocean_uptime_check" "site" {
  name    = "site-${var.mark}"
  target  = "https://example.com"
  type    = "https"
  regions = ["us_east", "eu_west"]
}

resource "digitalocean_uptime_alert" "slow" {
  name       = "slow"
  check_id   = digitalocean_uptime_check.site.id
  type       = "latency"
  threshold  = var.mark == "one" ? 500 : 600
  comparison = "greater_than"
  period     = "2m"
  notifications { email = ["sammy@example.com"] }
}

resource "digitalocean_spaces_key" "k" {
  name = "k-${var.mark}"
  grant {
    bucket     = "b"
    permission = "read"
  }
}

resource "digitalocean_nfs" "files" {
  name   = "files"
  region = "nyc2"
  size   = 50
  vpc_id = digitalocean_vpc.files.id
}

resource "digitalocean_nfs_snapshot" "files" {
  name     = "files-1"
  region   = "nyc2"
  share_id = digitalocean_nfs.files.id
}

resource "digitalocean_vector_database" "vectors" {
  name   = "vectors"
  region = "nyc3"
  size   = "small"
}

resource "digitalocean_gradientai_openai_api_key" "k" {
  name    = "k-${var.mark}"
  api_key = "sk-none"
}

resource "digitalocean_gradientai_agent" "parent" {
  name        = "parent-${var.mark}"
  instruction = "help"
  model_uuid  = data.digitalocean_gradientai_models.all.models[0].uuid
  project_id  = data.digitalocean_project.default.id
  region      = "tor1"
  lifecycle {
    # The provider takes what it reads for what was wanted, whatever the API answers.
    ignore_changes = [created_at, retrieval_method, user_id, if_case, route_name]
  }
}

resource "digitalocean_gradientai_agent" "child" {
  name        = "child"
  instruction = "help"
  model_uuid  = data.digitalocean_gradientai_models.all.models[0].uuid
  project_id  = data.digitalocean_project.default.id
  region      = "tor1"
  lifecycle {
    # The provider takes what it reads for what was wanted, whatever the API answers.
    ignore_changes = [created_at, retrieval_method, user_id, if_case, route_name]
  }
}

resource "digitalocean_gradientai_agent_route" "route" {
  parent_agent_uuid = digitalocean_gradientai_agent.parent.id
  child_agent_uuid  = digitalocean_gradientai_agent.child.id
  route_name        = "route"
  if_case           = "always"
}

resource "digitalocean_gradientai_knowledge_base" "kb" {
  name                 = "kb"
  region               = "tor1"
  project_id           = data.digitalocean_project.default.id
  embedding_model_uuid = data.digitalocean_gradientai_models.all.models[0].uuid
  datasources {
    web_crawler_data_source {
      base_url        = "https://example.com/"
      crawling_option = "SCOPED"
    }
  }
  lifecycle {
    ignore_changes = [datasources] # likewise
  }
}

resource "digitalocean_dedicated_inference" "answers" {
  name                   = "answers"
  region                 = "tor1"
  enable_public_endpoint = true
  model_deployments {
    model_slug     = "simulated/large"
    model_provider = "hugging_face"
    accelerators {
      accelerator_slug = "gpu-mi300x1-192gb"
      scale            = 1
      type             = "prefill_decode"
    }
  }
}

resource "digitalocean_nfs_access_point" "files" {
  name     = "team"
  share_id = digitalocean_nfs.files.id
  path     = "/team"
  vpc_id   = digitalocean_vpc.files.id
  access_policy {
    squash_config = "ROOT_SQUASH"
    protocols     = ["NFS4"]
  }
}

resource "digitalocean_floating_ip_assignment" "moves" {
  ip_address = digitalocean_floating_ip.moves.ip_address
  droplet_id = digitalocean_droplet.web.id
}

resource "digitalocean_floating_ip" "moves" { region = "nyc3" }

resource "digitalocean_spaces_bucket" "files" {
  name          = "files"
  region        = "nyc3"
  acl           = "private"
  force_destroy = true
  versioning { enabled = true }
  lifecycle_rule {
    id      = "old"
    enabled = true
    prefix  = "logs/"
    expiration { days = var.mark == "one" ? 30 : 60 }
    noncurrent_version_expiration { days = 7 }
    abort_incomplete_multipart_upload_days = 1
  }
}

resource "digitalocean_spaces_bucket" "logs" {
  name   = "logs"
  region = "nyc3"
}

resource "digitalocean_spaces_bucket_cors_configuration" "files" {
  bucket = digitalocean_spaces_bucket.files.id
  region = "nyc3"
  cors_rule {
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = ["https://${var.mark}.example.com"]
    allowed_headers = ["*"]
    max_age_seconds = 3000
  }
}

resource "digitalocean_spaces_bucket_policy" "files" {
  bucket = digitalocean_spaces_bucket.files.name
  region = "nyc3"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = var.mark
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = ["arn:aws:s3:::files/public/*"]
    }]
  })
}

resource "digitalocean_spaces_bucket_logging" "files" {
  bucket        = digitalocean_spaces_bucket.files.name
  region        = "nyc3"
  target_bucket = digitalocean_spaces_bucket.logs.name
  target_prefix = "${var.mark}/"
}

resource "digitalocean_spaces_bucket_object" "page" {
  bucket       = digitalocean_spaces_bucket.files.name
  region       = "nyc3"
  key          = "public/index.html"
  content      = "<p>${var.mark}</p>"
  content_type = "text/html"
  acl          = "public-read"
  metadata     = { owner = "sammy" }
}
