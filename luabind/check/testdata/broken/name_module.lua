--! 3:12: json has no 'encod' (did you mean 'encode'?)
local json = require "json"
print(json.encod{a = 1})
