--- task.spawn
local t = task.spawn(function(n) return n * 2 end, 21)
print(t:join())
--> 42
--- task.all
local results = task.all{function() return "a" end, function() return "b" end}
print(results[1], results[2])
--> a	b
--- task.map
print(unpack(task.map({1, 2, 3}, function(n) return n * n end, {limit = 2})))
--> 1	4	9
--- task.race
print(task.race{function() task.sleep(2) return "slow" end, function() task.sleep(1) return "fast" end})
--> fast
--- task.sleep
task.sleep(0.5)
--- task.timeout
print(pcall(task.timeout, 1, function() task.sleep(5) end))
--> false	timeout of 1s exceeded
--- task.defer
task.defer(function() print("last") end)
print("first")
--> first
--> last
--- task.breakpoint
-- Nobody is at a terminal here: it goes on.
for i = 1, 2 do
  breakpoint()
end
print("done")
--> example_test.lua:3: breakpoint() goes on: nobody is at a terminal
--> example_test.lua:3: breakpoint() goes on: nobody is at a terminal
--> done
