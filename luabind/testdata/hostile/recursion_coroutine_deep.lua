local function f(n) if n > 0 then return 1 + f(n - 1) end local co = coroutine.create(f) return coroutine.resume(co, 3000) end while true do pcall(f, 3000) end
