local task = require "task" while true do task.spawn(function() task.sleep(1000) end) end
