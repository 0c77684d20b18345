local t = {} while true do local f = coroutine.wrap(function() local x = {} coroutine.yield() end) f() t[#t + 1] = f end
