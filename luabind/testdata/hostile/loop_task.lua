local task = require "task" for i = 1, 10 do task.spawn(function() while true do end end) end while true do task.sleep(0) end
