-- The client in all its spellings, and what looks like it.
local d = DO
local account = do.fetch_account()
print(account.email, d.timeout, do["timeout"], do:fetch_account())
do
  local do_it = 1
  print(do_it)
end
do (print)("a block") end
d.timeout, do.wait_interval = 5, 1
local other = doapi("token")
other:fetch_droplet(5):reboot():wait{check = true}
do.fetch_account(DO)
do.create_droplet("web", 5, "s-1vcpu-1gb", "nyc3", {ipv6 = true, tags = {"a", 5}, extra = {anything = 1}})
do.create_droplet{name = "web", image = 5, size = {slug = "s"}, region = "nyc3", monitoring = true}
if do.not_yet then print "new" end
local maybe = do.not_there and 1
if do.neither == nil then print(maybe) end
