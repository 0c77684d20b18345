-- and, or and not, in all positions.
local function n(v) io.write("[", tostring(v), "]") return v end
local values = {nil, false, true, 1, "s"}
local function b(v) return tostring(v) end
for i = 1, 5 do
	for j = 1, 5 do
		local x, y = values[i], values[j]
		io.write(b(x and y), " ", b(x or y), " ", b(not x and y), " ", b(not (x and y)), " ", b(not x or not y), " ")
		io.write(b(x and y or x), " ", b((x or y) and x), " ", b(x == y and x or y), " ", b(x ~= y), " ", b(not (x == y)), "\n")
		for k = 1, 5 do
			local z = values[k]
			io.write(b(x and y and z), b(x and y or z), b(x or y and z), b((x or y) and z), b(x or y or z), b(x and (y or z)), " ")
			local r = x and y or z
			x = x and (y or z)
			y = y or x and z
			io.write(b(r), b(x), b(y), " ")
			x, y = values[i], values[j]
			if x and y or z then io.write("1") else io.write("0") end
			if (x or y) and z then io.write("1") else io.write("0") end
			if not x and not (y or not z) then io.write("1") else io.write("0") end
			if x and not y or z then io.write("1") else io.write("0") end
			while x and (y or z) do io.write("w") break end
			repeat io.write("r") until not x or y or not z or true
		end
		print()
	end
end
print(n(1) and n(nil) or n(2))
print(n(nil) and n(1) or n(false) and n(3) or n(nil))
print(n(false) == n(nil), not n(nil) == n(true), not (n(nil) == n(true)))
print(n(1) < n(2) and n(2) < n(1) or n("x"))
print((n(1) and n(2)) == n(2), n(1) and n(2) == n(2))
print(nil and 1 or 2, false or nil, nil and nil, 1 and nil, nil or false, 1 or error("never"), nil and error("never"))
print(1 == 1 and 2, 1 == 2 and 2, 1 == 2 or 2, 1 < 2 or 2, not 1 == 2, not nil, not 0)
local t = {x = nil and 1, y = 1 and 2, 3 or 4, nil or 5, false and 6}
print(t.x, t.y, t[1], t[2], t[3])
local function many(...) return select("#", ...), ... end
print(many((many(1, 2)) and many(3), many(1, nil) or 7))
print(many(nil or many(1, 2)))
print((many(1, 2)))
local a = 5
a = a and nil or a
print(a)
a = a > 3 and a < 10 and "in" or "out"
print(a)
a = (a == "in") == true
print(a)
local u = 1
local function up() u = u and u + 1 or 0 u = not u return u end
print(up(), u)
g = nil
g = g or {}
g.x = g.x or 1
g.x = g.x and g.x + 1
print(g.x)
local s = ""
for i = 1, 15 do s = s .. (i % 15 == 0 and "FizzBuzz" or i % 3 == 0 and "Fizz" or i % 5 == 0 and "Buzz" or i) .. " " end
print(s)

-- Comparisons.
local nan = 0 / 0
print(nan == nan, nan ~= nan, nan < 1, nan > 1, not (nan < 1), not (nan >= 1), nan <= nan)
if nan < 1 then print("never") else print("not less") end
if not (nan < 1) then print("not less") end
if not (nan >= 1) and not (nan < 1) then print("neither") end
print(1 == "1", "1" == 1, 0 == false, nil == false, "" == false, 0 == -0, 1 / 0 == math.huge)
print("a" < "b", "a" < "A", "" < "a", "a" < "ab", "10" < "9", "a\0b" < "a\0c", "a\0" > "a")
print(1 < 2, 2 <= 2, 2 >= 3, 3 > 2, -1 < 1, 1e300 < 1e301)
print(pcall(function() return 1 < "2" end))
print(pcall(function() return {} < {} end))
print(pcall(function() return {} <= 1 end))
print(pcall(function() return nil > 1 end))
print(pcall(function() return "a" >= nil end))
print(pcall(function() return print < print end))
