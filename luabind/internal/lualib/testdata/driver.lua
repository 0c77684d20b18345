-- Runs snippets and shows what they return, in any Lua 5.1. Each snippet is a
-- chunk of its own named "case". The host may bring a compile function.

local compile = compile or function(code) return loadstring(code, "=case") end

local function quoted(s)
  local out = {}
  for i = 1, #s do
    local c = string.byte(s, i)
    if c == 34 or c == 92 then
      out[i] = "\\" .. string.char(c)
    elseif c < 32 or c > 126 then
      out[i] = "\\" .. c .. "."
    else
      out[i] = string.char(c)
    end
  end
  return '"' .. table.concat(out) .. '"'
end

local show

local function fields(t)
  local out, n, others = {}, 0, {}
  while t[n + 1] ~= nil do
    n = n + 1
    out[n] = show(t[n])
  end
  for k, v in next, t do
    if type(k) ~= "number" or k < 1 or k > n or k ~= math.floor(k) then
      others[#others + 1] = "[" .. show(k) .. "]=" .. show(v)
    end
  end
  table.sort(others)
  for _, field in ipairs(others) do
    out[#out + 1] = field
  end
  return "{" .. table.concat(out, ",") .. "}"
end

function show(v)
  local kind = type(v)
  if kind == "string" then return quoted(v) end
  if kind == "table" then return fields(v) end
  if kind == "number" or kind == "boolean" or kind == "nil" then return tostring(v) end
  return kind
end

local function results(ok, ...)
  local out = {}
  for i = 1, select("#", ...) do
    out[i] = show((select(i, ...)))
  end
  if ok then return "ok " .. table.concat(out, " ") end
  return "error " .. table.concat(out, " ")
end

function run(code)
  local chunk = compile(code)
  if not chunk then return "syntax error" end
  return results(pcall(chunk))
end

-- As a program it reads snippets, each after a line with its length, and writes
-- a line for each.
if arg then
  for length in io.lines() do
    print(run(io.read(tonumber(length))))
    io.read()
  end
end
