local json, log = require "json", require("log")
print(json.encode({1}, {indent = 2, sort = true}), json.null, json.decode "{}")
log.info("started", {any = "field"})
log.warn("may exist: the module adds names when it is opened")
json.pretty = function(v) return json.encode(v, {indent = 2}) end
print(json.pretty{1})
print(require "inspect" {1})
local task = require "task"
task.map({1, 2}, function(x) return x end, {limit = 2})
task.all{print, print}
