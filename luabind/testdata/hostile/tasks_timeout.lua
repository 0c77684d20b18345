local task = require "task" while true do pcall(task.timeout, 0.001, function() while true do pcall(task.sleep, 0.001) end end) end
