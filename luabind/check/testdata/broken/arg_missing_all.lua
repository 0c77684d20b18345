--! 2:14: create_droplet: missing arguments 'name', 'image', 'size', 'region'
local d = do.create_droplet()
