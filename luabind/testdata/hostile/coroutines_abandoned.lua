while true do local f = coroutine.wrap(function() pcall(coroutine.yield) end) f() end
