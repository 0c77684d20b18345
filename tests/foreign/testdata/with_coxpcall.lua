local cox = require "coxpcall"
local co = coroutine.wrap(function() print((select(2, copcall(function(a) local b = coroutine.yield(a + 1) error("after " .. b, 0) end, 1)):match("^[^\n]*"))) print((coxpcall(function() coroutine.yield("in x") error({}) end, function(e) return type(e) end))) return "end" end)
print(co()) print(co("resume")) print(co()) print(cox.pcall == copcall or cox.pcall ~= nil, cox.running ~= nil)
