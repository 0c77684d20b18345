local task = require "task" task.sleep(math.huge)
