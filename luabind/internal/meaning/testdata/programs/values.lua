-- Numbers.
print(1, -1, 1.5, 1e10, 1e100, 1 / 3, 0.1, 100, 123456789, 5 / 2, 7 % 3, -7 % 3, 7 % -3, -7 % -3, 2 ^ 10, 2 ^ 0.5, 10 / 2)
print(0x10, 0xff, 0XA, 1e2, 1E+2, 1e-2, .5, 5., 3.14, 010, 0x0, 1e308 * 10, -1e308 * 10)
print(-6 % 3, 6 % -3, 0 % 5, -0 % 5, 5.5 % 2, -5.5 % 2, 1e15 % 7, -10 % 5)
local z, m = 0, -6
print(m % 3, z % 5, z % -5, (m + 6) % 3, m % 3 == 0, -m % 3)
print(math.huge, -math.huge, 1 / 0, -1 / 0, math.huge - math.huge ~= math.huge - math.huge, 0 / 0 ~= 0 / 0)
print(2 ^ 31, 2 ^ 63 > 2 ^ 62, 1e13, 123456.789e3)
print(1 == 1.0, "1" + 1, "1" .. 1, 1 .. "", 1.5 .. "|", -0.5 .. "")
print(tostring(1), tostring(-1.25), tostring(1e20), tostring(2 ^ 40), tostring(1 / 3))
print(tonumber("10"), tonumber("0x1f"), tonumber("  12  "), tonumber("1e1"), tonumber("1 2"), tonumber(""), tonumber("abc"), tonumber("z", 36), tonumber("11", 2), tonumber("8", 8), tonumber(nil or "7"), tonumber({}), tonumber("1e"), tonumber("0x"), tonumber(".5"), tonumber("5."), tonumber("-7"), tonumber("- 7"))
print(2 ^ 3 ^ 2, -2 ^ 2, (-2) ^ 2, not nil == true, 1 .. 2 .. 3, 2 * 3 + 4 * 5, (2 + 3) * 4, 10 - 2 - 3, 100 / 10 / 2, 2 + 3 .. "", "a" .. 1 + 2, 1 + 2 < 4, 1 < 2 == true, "a" < "b" == not nil)
print(-2 ^ -2, 2 ^ -1, -3 % 5 ^ 2, 5 - -3, - - 3, not not nil, -"2" + 0, #"abc" + 1, -#"abc", not #"" == 0)

-- Strings.
print("a\tb", 'single "quotes"', "double 'quotes'", "\65\066\0670", "\\", "\"", '\'', "a\
b", "\a\b\f\v" == "\7\8\12\11", "nul\0l" == "nul" .. "\0" .. "l", #"nul\0l")
print([[long]], [==[with ]] and ]=] inside]==], [[
first newline dropped]], #[[

two]], [[a\nb]])
print("a" == 'a', "\x41" == "x41", "\q" == "q", "é" == "\195\169", #"é")
print(#"\r\n", "x" --[[comment]] .. "y" --[==[ more
lines ]==] .. "z") -- and a line
print(("x"):rep(3), ("abc"):len(), ("abc"):sub(2), #("abc"):upper(), ("%s|%5.2f|%d"):format("s", 3.14159, 42))

-- Types and conversions.
print(type(nil), type(1), type("s"), type(true), type({}), type(print), type(function() end), type(coroutine.create(function() end)))
print(tostring(nil), tostring(true), tostring("s"), tostring(12))
print(nil == false, 0 == "0", "" == 0, {} == {}, print == print, "abc" == "abc")
local t = {}
t["1"], t[1], t[1.5], t[true] = "string", "number", "float", "bool"
print(t["1"], t[1], t[1.5], t[true], t["true"])
t = {}
t[2 ^ 53], t[-1], t[0], t[1e-300] = 1, 2, 3, 4
print(t[9007199254740992], t[-1], t[-0], t[1e-300], #t)

-- Concatenation of numbers.
print(1 .. "", 1.5 .. "", 1e100 .. "", -0.25 .. "x", 2 ^ 31 .. "", 1e13 .. "", 123456789012 .. "")
local n = 12
print(n .. n, n .. "" .. n, (n .. n) + 1, n .. n + 1)
local s = ""
for i = 1, 5 do s = s .. i .. "," end
print(s)

-- Evaluation order and side effects of operands.
local log = {}
local function v(x) log[#log + 1] = type(x) == "function" and "function" or tostring(x) return x end
local _ = v(1) + v(2) * v(3) - v(4) ^ v(5)
_ = v("a") .. v("b") .. v("c")
_ = v(1) < v(2), v(3) > v(4), v(5) <= v(6), v(7) >= v(8), v(9) == v(10)
_ = {v("t1"), [v("k")] = v("val"), v("t2")}
_ = v(print) and v(nil) or v("or")
v(print)(v("arg1"), v("arg2"))
print((table.concat(log, " "):gsub("function: [^ ]*", "function")))

-- Semicolons, comments, odd layouts.
local a = 1; local b = 2; print(a + b);
local
c
=
3
print(c) --no newline at the end
print("last") -- end