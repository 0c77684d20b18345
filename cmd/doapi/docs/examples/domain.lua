--- Domain:create_record
local domain = do.create_domain("example.org")
print(domain:create_record("A", "www", "203.0.113.7").data)
--> 203.0.113.7
--- Domain:fetch_all_records
local domain = do.create_domain("example.org")
print(domain:fetch_all_records():map(function(r) return r.type end):first())
--> SOA
--- Domain:fetch_record
local domain = do.create_domain("example.org")
local record = domain:create_record("A", "www", "203.0.113.7")
print(domain:fetch_record(record.id).name)
--> www
--- Domain:delete
do.create_domain("example.org"):delete()
print(do.fetch_all_domains():count())
--> 0
--- DomainRecord:update_record
local record = do.create_domain("example.org"):create_record("A", "www", "203.0.113.7")
print(record:update_record{data = "203.0.113.8"}.data)
--> 203.0.113.8
--- DomainRecord:delete
local domain = do.create_domain("example.org")
domain:create_record("A", "www", "203.0.113.7"):delete()
print(domain:fetch_all_records():find(function(r) return r.name == "www" end))
--> nil
--- Domain:fetch
local zone = do.create_domain("example.org")
print(zone:fetch().name)
--> example.org
--- DomainRecord:fetch
local zone = do.create_domain("example.org")
local record = zone:create_record("A", "www", "192.0.2.1")
print(record:fetch().data)
--> 192.0.2.1
--- DomainRecord:fetch_domain
local zone = do.create_domain("example.org")
local record = zone:create_record("A", "www", "192.0.2.1")
print(record:fetch_domain().name)
--> example.org
--- DomainRecord:update
local zone = do.create_domain("example.org")
local record = zone:create_record("A", "www", "192.0.2.1")
print(record:update{type = "A", data = "192.0.2.2"}.data)
--> 192.0.2.2
