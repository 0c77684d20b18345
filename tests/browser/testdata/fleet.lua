local task = require "doapi.task"
print("making a fleet")
local droplets = do.create_multiple_droplets({"web-1", "web-2", "web-3"}, "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {tags = {"site"}})
task.all{
  function() for d in do.wait_droplets(droplets, {ready = true}) do print(d.name .. " is ready") end end,
  function()
    do.create_domain("example.org")
    task.sleep(6)
    for i = 1, 3 do do.Domain("example.org"):create_record("A", "www" .. i, "203.0.113." .. i) end
  end,
  function() for _ = 1, 12 do do.fetch_account() task.sleep(2.5) end end,
}
droplets[3]:delete()
pcall(do.fetch_droplet, 1)
