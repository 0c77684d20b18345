-- What the random programs use. Loaded before each.
local format, select, type, rawget, concat = string.format, select, type, rawget, table.concat

local function show(v, depth)
	local t = type(v)
	if t == "number" then
		if v ~= v then return "nan" end
		if v == 0 then return "0" end
		return format("%.10g", v)
	elseif t == "string" then
		if #v > 200 then v = v:sub(1, 200) .. "..." end
		return format("%q", v)
	elseif t == "table" then
		local id = rawget(v, "id")
		if id then return "O" .. show(id, 0) end
		if depth > 2 then return "{...}" end
		local out = {}
		for i = 0, 6 do
			local x = rawget(v, i)
			if x ~= nil then out[#out + 1] = format("[%d]=", i) .. show(x, depth + 1) end
		end
		for _, k in ipairs{"a", "b", "c", "k", "m", "n", "x"} do
			local x = rawget(v, k)
			if x ~= nil then out[#out + 1] = k .. "=" .. show(x, depth + 1) end
		end
		return "{" .. concat(out, " ") .. "}"
	elseif t == "function" or t == "thread" or t == "userdata" then
		return t
	end
	return tostring(v)
end

local lines = 0

-- P traces values.
function P(...)
	lines = lines + 1
	if lines > 400 then error("enough", 0) end
	local out = {}
	for i = 1, select("#", ...) do out[i] = show((select(i, ...)), 0) end
	print(concat(out, " "))
end

-- S traces and returns its arguments.
function S(...)
	P("S", ...)
	return ...
end

local fuel = 2000

-- F ends programs that go on for too long.
function F()
	fuel = fuel - 1
	if fuel < 0 then error("out of fuel", 0) end
end

-- R is true at the latest in the end.
local turns = 0
function R(v)
	turns = turns + 1
	return v or turns % 5 == 0
end

-- T bounds a string.
function T(v)
	if type(v) == "string" and #v > 60 then return v:sub(1, 60) end
	return v
end

-- K keeps functions, so that they outlive what they share.
K = {}

function range(n)
	local i = 0
	return function()
		i = i + 1
		if i <= n then return i, i * i end
	end
end

function step(n, i)
	if i < n then return i + 1, -i end
end

local meta = {}
local function binary(name)
	meta[name] = function(a, b, ...)
		P(name, a, b, select("#", ...))
		F()
		return O((type(a) == "table" and a.id or 0) + 1)
	end
end
for _, name in ipairs{"__add", "__sub", "__mul", "__div", "__mod", "__pow", "__concat"} do binary(name) end
function meta.__unm(a, ...)
	P("__unm", a)
	return O(-a.id)
end
function meta.__eq(a, b) P("__eq", a, b) return a.id == b.id end
function meta.__lt(a, b) P("__lt", a, b) return a.id < b.id end
function meta.__le(a, b) P("__le", a, b) return a.id <= b.id end
function meta.__call(self, ...) P("__call", self, ...) return self.id, ... end
function meta.__index(t, k)
	if k == "get" then return function(self, ...) P("get", self, ...) return self.id, ... end end
	if k == "self" then return function(self) return self end end
	P("__index", t, k)
	if k == 1 then return 11 end
end
function meta.__newindex(t, k, v) P("__newindex", t, k, v) rawset(t, "n", k) end

function O(id) return setmetatable({id = id % 100}, meta) end

-- RUN runs a program and shows the error that ends it.
function RUN(program)
	local ok, e = pcall(program)
	if not ok then print("error " .. show(e, 0)) end
end
