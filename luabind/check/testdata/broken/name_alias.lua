--! 4:13: cloud has no 'fetch_droplett' (did you mean 'fetch_droplet'?)
local client = DO
local cloud = client
print(cloud.fetch_droplett(5))
