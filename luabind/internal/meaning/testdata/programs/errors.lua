-- Messages with the names of variables, and lines.
local function try(f, ...)
	local r = {pcall(f, ...)}
	print(unpack(r, 1, 3))
end
local t, n = {}, nil
up = nil
try(function() local x x.y = 1 end)
try(function() local x return x.y.z end)
try(function() return n.x end)
try(function() return t.a.b end)
try(function() t.a.b = 1 end)
try(function() return up.x end)
try(function() up.x.y = 1 end)
try(function() return t.x.y.z end)
try(function() return t[1][2] end)
try(function() return (t.a or t.b).c end)
try(function() return ("x").y.z end)
try(function() local s = "x" return s.y.z end)
try(function() local x = 5 x.y = 1 end)
try(function() local x = 5 return x.y end)
try(function() return true .. "x" end)
try(function() local a = {} return a .. "x" end)
try(function() local a = {} return "x" .. a end)
try(function() local a, b = 1 return a .. b end)
try(function() return t .. t.x end)
try(function() return 1 .. t.x end)
try(function() return "a" .. "b" .. n .. "c" end)
try(function() local a return a + 1 end)
try(function() local a return 1 + a end)
try(function() return n + 1 end)
try(function() return t.x + 1 end)
try(function() return t.x.y + 1 end)
try(function() return up * 2 end)
try(function() return t - 1 end)
try(function() return 2 ^ t end)
try(function() return -t end)
try(function() return -n end)
try(function() return -t.x end)
try(function() return #n end)
try(function() return #t.x end)
try(function() return #5 end)
try(function() local a = true return a % 2 end)
try(function() local s = "abc" return s + 1 end)
try(function() local s = "abc" return 1 / s end)
try(function() return n < 1 end)
try(function() return 1 < n end)
try(function() return t < t end)
try(function() return t <= 1 end)
try(function() return "a" < 1 end)
try(function() return {} > print end)
try(function() for i = 1, "x" do end end)
try(function() t[nil] = 1 end)
try(function() t[0 / 0] = 1 end)
try(function() t:nomethod() end)
try(function() n:method() end)
try(function() ("x"):nomethod() end)
try(function() n() end)
try(function() t.x.y() end)
try(function() nosuch() end)
try(function() t.nosuch() end)
try(function() local a = 5 a() end)
try(function() (function() end)()() end)
try(function() return (1)() end)

-- Lines of statements over several lines.
try(function()
	local a = {}
	local b = a.x
		.y
end)
try(function()
	local s = "a" ..
		"b" ..
		t ..
		"c"
end)
try(function()
	print(1,
		2,
		nosuch(
			3
		))
end)
try(function()
	t.x.y
		= 5
end)
try(function()
	local x = {
		a = 1,
		b = nil + 1,
		c = 2,
	}
end)
try(function()
	if t
		< 1 then
	end
end)
try(function()
	for i =
		1,
		n
	do end
end)
try(function()
	for k in
		n
	do end
end)
try(function()
	return t
		:nomethod(
		)
end)

-- error and its levels.
try(error)
try(error, nil)
try(error, "msg")
try(error, "msg", 0)
try(error, {})
try(function() error("here") end)
try(function() error("here", 1) end)
try(function() error("none", 0) end)
try(function() error("caller", 2) end)
local function two() error("two", 2) end
try(function()
	two()
end)
local function three() error("three", 3) end
local function mid()
	three()
	return 1
end
try(function()
	local x = mid()
	return x
end)
try(function() error(5) end)
try(function() error(5, 0) end)
try(function() error(5, 2) end)
try(function() error() end)
try(function() error(true) end)
try(function() local function f() error("tail") end return f() end)
try(function() local function f() error("tail", 2) end return f() end)
try(function() assert(false) end)
try(function() assert(nil, "assert message") end)
try(function() assert(false, nil) end)
try(function() assert() end)
try(function() assert(1, 2) return "passed" end)
try(function() error(setmetatable({}, {__tostring = function() return "obj" end})) end)

-- pcall and xpcall.
print(pcall(pcall, error))
print(pcall(pcall, error, "x"))
print(pcall(error))
print(select("#", pcall(error)))
print(pcall(function() pcall() end))
print(xpcall(function() return 1, 2 end, print))
print(xpcall(function() error("x", 0) end, function(m) return m .. " handled", "dropped" end))
print(xpcall(function() local x = nil + 1 end, function(m) return m:gsub("^.-:%d+: ", "") end))
print(xpcall(function() error({code = 5}) end, function(e) return e.code end))
print(xpcall(5, function(m) return "handled: " .. m end))
print(pcall(nil), pcall(5), pcall({}))
print(pcall(setmetatable({}, {__call = function(self, a) return "called", a end}), 7))
local ok, e = pcall(function() local ok, e = pcall(error, "inner", 0) error(e .. " outer", 0) end)
print(ok, e)
local r = {pcall(function() return 1, nil, 3, nil end)}
print(r[1], r[2], r[3], r[4], select("#", pcall(function() return nil, nil end)))

-- Errors leave no trace.
local function thrower(n) if n == 0 then error("bottom", 0) end thrower(n - 1) end
for i = 1, 100 do pcall(thrower, 50) end
print(pcall(thrower, 100))
local count = 0
for i = 1, 50 do
	local ok = pcall(function()
		count = count + 1
		if i % 2 == 0 then error() end
	end)
	count = count + (ok and 100 or 0)
end
print(count)

-- Bad arguments.
try(function() string.rep() end)
try(function() ("x"):rep({}) end)
try(function() string.rep("x", "y") end)
try(function() setmetatable(1, 2) end)
try(function() ipairs() end)
try(function() tonumber() end)
try(function() table.concat({{}}) end)
try(function() math.floor("a") end)
try(function() ("x"):bad() end)
try(function() select(0) end)
try(function() string.char(256) end)
try(function() table.insert({}, 1, 2, 3) end)
try(function() unpack() end)
try(function() next({}, 1) end)
try(function() rawset({}, nil, 1) end)

-- Texts that do not compile.
for _, s in ipairs{"x =", "x = = 1", "for i = 1 do end", "return return", "local function end", "x = 'abc", "x = [[abc", "if x then", "end", "a.b:c = 1", "break", "x = }", "f(", "local a <const> = 1", "return ...", "function f() return ... end", "x = 1e", "x = 0x", "x = 3x", "x = '\\300'"} do
	print(loadstring(s, "=s") == nil)
end
