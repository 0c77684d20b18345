-- Tasks that wait for each other, for themselves, and modules that do.
local task = require "task"
local a, b
a = task.spawn(function() task.sleep(0) pcall(b.join, b) end)
b = task.spawn(function() pcall(a.join, a) end)
pcall(a.join, a)
local c
c = task.spawn(function() task.sleep(0) pcall(c.join, c) c:cancel() end)
pcall(c.join, c)
package.preload.a = function() task.sleep(0) return require "b" end
package.preload.b = function() task.sleep(0) return require "a" end
pcall(task.all, {function() require "a" end, function() require "b" end})
