local task = require "task" while true do task.spawn(function() pcall(task.sleep, 1000) while true do pcall(task.sleep, 1000) end end) end
