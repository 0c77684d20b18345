--! 3:7: unfinished string: no closing " on its line
local d = do.fetch_droplet(5)
print("name: .. d.name)
