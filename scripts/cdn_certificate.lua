#!/usr/bin/env doapi
-- Renews the certificate of a CDN endpoint with one from files, as an ACME
-- client writes them, when the present one ends soon, and removes the old one.
--
--   doapi plan scripts/cdn_certificate.lua cdn.example.com fullchain.pem privkey.pem
--   doapi scripts/cdn_certificate.lua cdn.example.com fullchain.pem privkey.pem

local args = require "doapi.args"
local fs = require "doapi.fs"
local time = require "doapi.time"

local o = args.parser{
  name = "cdn_certificate", about = "Renews the certificate of a CDN endpoint.",
  {"domain", help = "the endpoint's custom domain, or its origin"},
  {"certificate", help = "a file with the certificate and its chain"},
  {"key", help = "a file with the private key"},
  {"--days", default = 30, help = "renew when fewer days are left"},
}:parse(arg)

local endpoint = do.cdn.list_endpoints():find(function(e) return e.custom_domain == o.domain or e.origin == o.domain end)
if not endpoint then error("no CDN endpoint serves " .. o.domain, 0) end

local old
if endpoint.certificate_id and endpoint.certificate_id ~= "" then
  old = do.certificates.get{certificate_id = endpoint.certificate_id}
  local days = (old.not_after - time.started()) / 86400
  if days > o.days then
    print(string.format("%s is good for %d days", old.name, days))
    return
  end
end

-- The first certificate of the file is the leaf, the others are its chain.
local certificates = {}
for block in fs.read(o.certificate):gmatch("%-+BEGIN CERTIFICATE%-+.-%-+END CERTIFICATE%-+") do
  certificates[#certificates + 1] = block
end
if #certificates == 0 then error(o.certificate .. " holds no certificate", 0) end
local new = do.certificates.create{
  name = o.domain .. "-" .. time.started():utc():format("%Y%m%d%H%M%S"), type = "custom",
  leaf_certificate = certificates[1], private_key = fs.read(o.key),
  certificate_chain = table.concat(certificates, "\n", 2),
}
print("added " .. new.name)

local ok, problem = pcall(do.cdn.update_endpoints, {cdn_id = endpoint.id, certificate_id = new.id, custom_domain = o.domain})
if not ok then
  new:delete()
  error(problem, 0)
end
print(o.domain .. " uses it")
if old then
  old:delete()
  print("removed " .. old.name)
end
