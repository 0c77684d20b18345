local task = require "task" while true do pcall(task.all, {function() error("x") end, function() error({}) end, function() task.sleep(1000) end}) end
