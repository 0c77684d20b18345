local task = require "task" local function f() task.all{f, f} end f()
