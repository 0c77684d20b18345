--! 2:7: undefined global 'json' (is local json = require "json" missing?)
print(json.encode{1})
