--- secrets.create
print(do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}.version)

--- secrets.delete
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
do.secrets.delete{name = "database", region = "nyc3"}

--- secrets.get
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
print(do.secrets.get{name = "database", region = "nyc3"}.version)

--- secrets.list
for secret in do.secrets.list() do print(secret.secret, secret.region, secret.version) end

--- secrets.list_versions
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
for version in do.secrets.list_versions{name = "database", region = "nyc3"} do print(version.version, version.created_at) end

--- secrets.restore
do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
do.secrets.delete{name = "database", region = "nyc3"}
do.secrets.restore{name = "database", region = "nyc3"}

--- secrets.update
local secret = do.secrets.create{name = "database", region = "nyc3", values = {user = "shop", password = "s3cret"}}
print(do.secrets.update{name = "database", region = "nyc3", version = secret.version, values = {user = "shop", password = "n3w"}}.version)

--- security.create_scan
print(do.security.create_scan())

--- security.get_latest_scan
do.security.create_scan()
print(do.security.get_latest_scan())

--- security.get_scan
local scan = do.security.create_scan()
print(do.security.get_scan{scan_id = scan})

--- security.list_scans
for scan in do.security.list_scans() do print(scan) end

--- security.list_settings
local json = require "json"
print(json.encode(do.security.list_settings()))

--- security.update_settings_plan
print(do.security.update_settings_plan())
