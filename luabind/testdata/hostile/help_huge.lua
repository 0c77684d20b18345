-- Names that nobody misspelt, to be compared with all others.
local long = ("x"):rep(1e6)
if help then pcall(help, long) end
pcall(require, long)
pcall(function() return do[long] end)
pcall(function() return do.create_droplet { [long] = 1 } end)
pcall(function() local t = {} t[long]() end)
pcall(function() _G[long].y() end)
