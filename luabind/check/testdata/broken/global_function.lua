--! 3:1: undefined global 'deploi' (did you mean 'deploy'?)
local function deploy(name) return do.fetch_droplet(name) end
deploi("web")
