--! 3:25: encode: 'options' has no field 'indnet' (did you mean 'indent'?)
local json = require "json"
print(json.encode({1}, {indnet = 2}))
