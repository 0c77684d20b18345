while true do local co co = coroutine.create(function() local me = co coroutine.yield() end) coroutine.resume(co) end
