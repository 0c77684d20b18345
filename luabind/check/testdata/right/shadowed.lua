-- A local or global of the client's name is something else.
do
  local DO = {launch = print}
  do.launch("rocket")
  DO.launch()
end
local function f(doapi) return doapi.anything() end
f{anything = print}
local json = {nothing = print}
json.nothing()
local require = function() return {anything = print} end
require("json").anything()
for DO in pairs{} do do.x() end
