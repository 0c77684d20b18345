-- Coroutines.
local create, resume, yield, status, wrap, running = coroutine.create, coroutine.resume, coroutine.yield, coroutine.status, coroutine.wrap, coroutine.running
local co = create(function(a, b)
	print("start", a, b)
	local c = yield(a + b)
	print("second", c)
	local d, e = yield(c * 2, "more")
	print("third", d, e)
	return "end", d
end)
print(status(co), resume(co, 1, 2))
print(status(co), resume(co, 10))
print(status(co), resume(co, "x", "y"))
print(status(co), resume(co))
print(resume(co))
print(running())
print(pcall(create, 1), pcall(resume, 1))

-- Values pass in both directions, nils and none included.
co = wrap(function(...)
	local n = select("#", ...)
	while true do n = select("#", yield(n)) end
end)
print(co(), co(nil), co(nil, nil), co(1, nil, 3), co())
print(select("#", wrap(function() return nil, nil end)()), select("#", wrap(function() end)()), select("#", wrap(function() yield() end)()))

-- Generators.
local function gen(n) return wrap(function() for i = 1, n do yield(i, i * i) end end) end
for i, sq in gen(4) do io.write(i, ":", sq, " ") end
print()
local function permgen(a, n)
	if n == 0 then yield(a) else
		for i = 1, n do
			a[n], a[i] = a[i], a[n]
			permgen(a, n - 1)
			a[n], a[i] = a[i], a[n]
		end
	end
end
for p in wrap(function() permgen({1, 2, 3}, 3) end) do io.write(table.concat(p, ""), " ") end
print()
local function tree(t) if t then tree(t.l) yield(t.v) tree(t.r) end end
for v in wrap(function() tree({v = 2, l = {v = 1}, r = {v = 4, l = {v = 3}}}) end) do io.write(v, " ") end
print()
local function filter(p, g) return wrap(function() for n in g do if n % p ~= 0 then yield(n) end end end) end
local function count(n) return wrap(function() for i = 2, n do yield(i) end end) end
local x = count(50)
while true do
	local n = x()
	if n == nil then break end
	io.write(n, " ")
	x = filter(n, x)
end
print()

-- Errors.
co = create(function() error("boom") end)
print(resume(co))
print(status(co), resume(co))
co = create(function() error({code = 7}) end)
local ok, e = resume(co)
print(ok, e.code)
co = create(function() local x = nil + 1 end)
print(resume(co))
print(pcall(wrap(function() error({}) end)))
co = create(function() yield(1) error("late", 0) end)
print(resume(co))
print(resume(co))
print(status(co))
co = wrap(function() return "once" end)
print(co())
print(pcall(co))
print((pcall(yield, 1)))
co = create(function() return pcall(error, "inside") end)
print(resume(co))
co = create(function() local ok, e = pcall(function() error("caught") end) yield(e) return "after" end)
print(resume(co))
print(resume(co))

-- Status.
local outer
outer = create(function()
	local inner = create(function()
		print(status(outer))
		print((resume(outer)))
		yield()
	end)
	print(status(inner))
	resume(inner)
	print(status(inner), status(outer))
	print(running() == outer)
	return (resume(running()))
end)
print(resume(outer))
print(status(outer))

-- Locals of a coroutine live on between its turns; upvalues are shared.
local shared = 0
local function worker(id)
	return wrap(function()
		local mine = 0
		while true do
			mine, shared = mine + id, shared + 1
			yield(mine, shared)
		end
	end)
end
local w1, w2 = worker(1), worker(10)
print(w1()) print(w2()) print(w1()) print(w2())
print(shared)
local get
co = create(function()
	local v = 1
	get = function() v = v + 1 return v end
	yield()
	v = v * 10
	yield(get())
end)
resume(co)
print(get(), get())
print(resume(co))
print(get())

-- Deep in calls, in expressions, as arguments.
local function deep(n) if n == 0 then return yield("deep") end return (deep(n - 1)) end
co = wrap(function() return deep(50), yield(yield(1) + yield(2)), {yield(3), yield(4)}, yield(5) and yield(6) or yield(7) end)
print(co()) print(co("d")) print(co(10)) print(co(20)) print(co("y")) print(co(33)) print(co(44)) print(co(nil))
local a, b, c, d = co(77)
print(a, b, c[1], c[2], d)
co = wrap(function(...) for i = 1, select("#", ...) do yield((select(i, ...))) end return ... end)
print(co(1, nil, 3), co(), co(), co())
co = wrap(function() while true do local a, b = yield() if not a then break end print(a, b) end return "done" end)
co() co(1) co(2, 3)
print(co())
