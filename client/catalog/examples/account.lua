--- account.get
print(do.account.get())

--- actions.get
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
local action = do.actions.list():first()
print(do.actions.get{action_id = action})

--- actions.list
for action in do.actions.list() do print(action) end

--- balance.get
local json = require "json"
print(json.encode(do.balance.get()))

--- billing_history.list
for history in do.billing_history.list() do print(history) end

--- billing_insights.list
local account = do.fetch_account()
for point in do.billing_insights.list{account_urn = "do:team:" .. account.uuid, start_date = "2026-01-01", end_date = "2026-01-31"} do print(point) end

--- invoices.get_by_uuid
for invoice in do.invoices.list() do
  for item in do.invoices.get_by_uuid{invoice_uuid = invoice.invoice_uuid} do print(item.product, item.amount) end
end

--- invoices.get_csv_by_uuid
for invoice in do.invoices.list() do
  print(do.invoices.get_csv_by_uuid{invoice_uuid = invoice.invoice_uuid})
end

--- invoices.get_pdf_by_uuid
for invoice in do.invoices.list() do
  io.write(do.invoices.get_pdf_by_uuid{invoice_uuid = invoice.invoice_uuid})
end

--- invoices.get_summary_by_uuid
for invoice in do.invoices.list() do
  print(do.invoices.get_summary_by_uuid{invoice_uuid = invoice.invoice_uuid}.amount)
end

--- invoices.list
for invoice in do.invoices.list() do print(invoice) end

--- organizations.create_team
local json = require "json"
print(json.encode(do.organizations.create_team{name = "main"}))

--- organizations.list_teams
for team in do.organizations.list_teams() do print(team) end

--- projects.assign_resources
local json = require "json"
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(json.encode(do.projects.assign_resources{project_id = project, resources = {"do:droplet:" .. droplet.id}}))

--- projects.assign_resources_default
local json = require "json"
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
print(json.encode(do.projects.assign_resources_default{resources = {"do:droplet:" .. droplet.id}}))

--- projects.create
print(do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"})

--- projects.delete
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
do.projects.delete{project_id = project}

--- projects.get
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
print(do.projects.get{project_id = project})

--- projects.get_default
print(do.projects.get_default())

--- projects.list
for project in do.projects.list() do print(project) end

--- projects.list_resources
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
for resource in do.projects.list_resources{project_id = project} do print(resource) end

--- projects.list_resources_default
for resource in do.projects.list_resources_default() do print(resource) end

--- projects.patch
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
print(do.projects.patch{project_id = project, environment = "Staging"})

--- projects.patch_default
print(do.projects.patch_default())

--- projects.update
local project = do.projects.create{name = "shop", purpose = "Web Application", environment = "Production"}
print(do.projects.update{project_id = project, name = "shop", description = "all of it", purpose = "Web Application", environment = "Staging", is_default = false})

--- projects.update_default
print(do.projects.update_default{name = "main", description = "for the shop", purpose = "main", environment = "Development", is_default = true})

--- regions.list
for region in do.regions.list() do print(region) end

--- sizes.list
for size in do.sizes.list() do print(size) end

--- ssh_keys.create
print(do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"})

--- ssh_keys.delete
local key = do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"}
do.ssh_keys.delete{ssh_key_identifier = key}

--- ssh_keys.get
local key = do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"}
print(do.ssh_keys.get{ssh_key_identifier = key})

--- ssh_keys.list
for key in do.ssh_keys.list() do print(key) end

--- ssh_keys.update
local key = do.ssh_keys.create{name = "jane", public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB jane@example.com"}
print(do.ssh_keys.update{ssh_key_identifier = key, name = "jane's laptop"})

--- tags.assign_resources
local tag = do.tags.create{name = "web"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.tags.assign_resources{tag_id = tag.name, resources = {{resource_id = tostring(droplet.id), resource_type = "droplet"}}}

--- tags.create
print(do.tags.create{name = "web"})

--- tags.delete
local tag = do.tags.create{name = "web"}
do.tags.delete{tag_id = tag.name}

--- tags.get
local tag = do.tags.create{name = "web"}
print(do.tags.get{tag_id = tag.name})

--- tags.list
for tag in do.tags.list() do print(tag) end

--- tags.unassign_resources
local tag = do.tags.create{name = "web"}
local droplet = do.create_droplet("web-1", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3")
do.tags.unassign_resources{tag_id = tag.name, resources = {{resource_id = tostring(droplet.id), resource_type = "droplet"}}}
