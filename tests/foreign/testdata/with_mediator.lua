local Mediator = require "mediator" local m = Mediator()
m:subscribe({"cars", "fast"}, function(...) print("fast", ...) return nil, true end)
m:subscribe({"cars"}, function(...) print("cars", ...) return "result", true end)
local s = m:subscribe({"cars", "fast"}, function() print("first") return nil, true end, {options = {priority = 1}})
m:publish({"cars", "fast"}, "red", 1) m:removeSubscriber(s.id, {"cars", "fast"}) print(#m:publish({"cars"}, 2))
m:subscribe({"n"}, function(x) print("even", x) end, {predicate = function(x) return x % 2 == 0 end}) for i = 1, 4 do m:publish({"n"}, i) end
