local ok = pcall(require, "leg.parser") if not ok then print("leg needs a module in C") return end
print(type(require("leg.grammar").listOf), type(require("leg.scanner").FLOAT))
