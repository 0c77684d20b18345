--! 2:23: json has no 'decod' (did you mean 'decode'?)
print(require("json").decod("{}"))
