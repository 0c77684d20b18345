-- Numeric for.
local function list(a, b, c)
	local t = {}
	if c then for i = a, b, c do t[#t + 1] = i end else for i = a, b do t[#t + 1] = i end end
	return table.concat(t, " ")
end
print(list(1, 3))
print(list(3, 1))
print(list(3, 1, -1))
print(list(1, 2, 0.25))
print(list(0, -1, -0.25))
print(list("1", "3"))
print(list(" 0x2 ", 4, "2"))

print(list(-1, 1, 0.5))
for i = 1, 0 do print("never") end
for i = 1, 1 / 0 do if i > 3 then print(i) break end end
for i = math.huge, 1 do print("never") end
local a = 3
for a = 1, a do io.write(a, " ") end
print(a)
for i = 1, 3 do local j = i i = 10 io.write(j, " ") end
print()
print(pcall(list, {}, 1))
print(pcall(list, 1, {}))
print(pcall(list, 1, 2, {}))
print(pcall(list, nil, {}))
print(pcall(list, "x", 1))
print(pcall(list, 1, true))
print(pcall(list, setmetatable({}, {__sub = function() return 1 end, __add = function() return 1 end, __lt = function() return true end}), 1))

-- The limits are evaluated once, in order.
local function say(v) io.write("<", tostring(v), ">") return v end
for i = say(1), say(2), say(1) do io.write(i, " ") end
print()

-- Generic for.
local function iter(s, c) if c < s then return c + 1, c * c end end
for i, sq in iter, 3, 0 do io.write(i, ":", sq, " ") end
print()
local function start() return iter, 2, 0 end
for i in start() do io.write(i, " ") end
print()
for i in iter, (start and 2), (select(3, start())) do io.write(i, " ") end
print()
local function zero() return 0 end
for i in iter, 2, zero() do io.write(i, " ") end
print()
for i, b, c, d in iter, 2, zero(), say("extra") do io.write(i, tostring(b), tostring(c), tostring(d), " ") end
print()
for i in iter, 2, 0, say("extra") do io.write(i, " ") end
print()
local callable = setmetatable({}, {__call = function(self, s, c) if not c then return 1 elseif c < s then return c + 1 end end})
for i in callable, 3 do io.write(i, " ") end
print()
for k, v in next, {10} do print(k, v) end
for k in pairs{x = 1} do print(k) end
for k, v in pairs{7, nil, 9} do io.write(k, "=", v, " ") end
print()
print(pcall(function() for i in 5 do end end))
print(pcall(function() for i in nil do end end))
print(pcall(function() for k in pairs() do end end))
print(pcall(function() for k in next, {}, "no such key" do end end))
print(pcall(function() local t = {} for k in next, t, {} do end end))
for k in next, {} do print("never") end

-- Fields may be removed on the way.
local t = {a = 1, b = 2, c = 3, 1, 2, 3}
local n = 0
for k in pairs(t) do t[k] = nil n = n + 1 end
print(n, next(t))
t = {}
for i = 1, 100 do t[i] = i t["k" .. i] = i end
n = 0
for k, v in pairs(t) do n = n + v t[k] = nil end
print(n, next(t))

-- while, repeat, break.
local i = 0
while i < 10 do i = i + 1 if i % 2 == 0 then else if i > 5 then break end end end
print(i)
i = 0
repeat i = i + 1 local done = i > 4 until done
print(i)
while true do repeat break until true i = -1 break end
print(i)
for i = 1, 3 do for j = 1, 3 do if j == 2 then break end io.write(i, j, " ") end end
print()
while nil do end
while false do end
repeat until 0
local function ret() while true do return "out" end end
print(ret())
local function deep() for i = 1, 2 do for k in pairs{1} do while true do repeat return i, k until false end end end end
print(deep())

-- Conditions.
local function c(a, b) if a and b then return "both" elseif a or b then return "one" elseif not (a or b) then return "none" end end
print(c(1, 2), c(nil, 2), c(1, false), c())
local function d(v) if not v then return "no" elseif v == 1 then return "one" elseif not (v ~= 2) then return "two" else return "more" end end
print(d(), d(1), d(2), d(3))
if nil then print("never") elseif false then print("never") else print("else") end
if 0 then print("0 is true") end
if "" then print("so is ''") end
