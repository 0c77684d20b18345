package doc

// Settings is the .luarc.json that has lua-language-server use the definitions
// in the folder "doapi" and [Plugin].
const Settings = `{
  "runtime.version": "Lua 5.1",
  "runtime.plugin": "doapi-plugin.lua",
  "workspace.library": ["doapi"]
}
`

// Plugin has lua-language-server read do.x as DO.x.
const Plugin = `-- Has lua-language-server read do.x, do:x and do[x] as DO.x and so on: it is
-- the same value, and DO is a name that every Lua tool understands.

---@param uri string
---@param text string
function OnSetText(uri, text)
  if text:find("^%-%-%-@meta") then
    return -- definitions are plain Lua
  end
  local diffs = {}
  local i, size, before = 1, #text, ""
  local function long(at)
    local level = text:match("^%[(=*)%[", at)
    if level then
      local _, last = text:find("]" .. level .. "]", at, true)
      return (last or size) + 1
    end
  end
  while i <= size do
    local c = text:sub(i, i)
    if text:find("^%-%-", i) then
      i = long(i + 2) or (text:find("\n", i, true) or size) + 1
    elseif c == "[" and long(i) then
      i, before = long(i), "]"
    elseif c == '"' or c == "'" then
      i, before = i + 1, c
      while i <= size do
        local d = text:sub(i, i)
        if d == "\\" then
          i = i + 1
        elseif d == c or d == "\n" then
          break
        end
        i = i + 1
      end
      i = i + 1
    elseif c:find("[%a_]") then
      local word = text:match("^[%w_]+", i)
      local after = text:match("^%s*(..?)", i + #word) or ""
      local joins = after:find("^[.%[]") or (after:find("^:") and after ~= "::")
      if word == "do" and joins and before ~= "." and before ~= ":" then
        diffs[#diffs + 1] = {start = i, finish = i + 1, text = "DO"}
      end
      i, before = i + #word, word
    else
      if c:find("%S") then
        before = c
      end
      i = i + 1
    end
  end
  return diffs
end
`
