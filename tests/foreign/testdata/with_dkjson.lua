local json = require "dkjson".use_lpeg and require "dkjson"
local t = {1, 2.5, "a\n\"\u{e9}", true, json.null, {x = {}, y = setmetatable({}, {__jsontype = "object"})}}
print(json.encode(t, {keyorder = {"x", "y"}})) print(json.encode({b = 1, a = {2}}, {indent = true, keyorder = {"a", "b"}}))
for _, s in ipairs{'{"a":[1,2,{"b":null}],"c":"\\u00e9\\ud83d\\ude00"}', '[1e3,-0.5]', '[1,', '{"a" 1}', '"\\x"', ''} do
  local v, pos, err = json.decode(s, 1, nil) print(type(v), pos, err, v and json.encode(v, {keyorder = {"a", "c"}}))
end
print(pcall(json.encode, {print}), json.quotestring("\0\127"))
