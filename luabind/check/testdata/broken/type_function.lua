--! 6:13: decode: 's' must be a string, got function
task = require "task"
local t = require "task"
t.spawn(print)
local json = require "json"
json.decode(function() end)
