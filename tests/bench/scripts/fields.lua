-- Prints how many nanoseconds reading a field takes, of a droplet and of a
-- plain table.
local times = 2000000
local function each(t)
  local best = math.huge
  for _ = 1, 5 do
    local start = os.clock()
    for _ = 1, times do local _ = t.name end
    best = math.min(best, os.clock() - start)
  end
  return best / times * 1e9
end
print(each(do.fetch_all_droplets():first()), each{name = "web-1", id = 1, status = "active", size = "s"})
