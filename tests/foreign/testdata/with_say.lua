local s = require "say"
s:set_namespace("en") s:set("money", "I have %s dollars") s:set_namespace("fr") s:set("so", "J'ai %s")
print(s("money", {1000}), s("so", {5}), s("missing")) s:set_fallback("fr") s:set_namespace("de") print(s("so", {"x"}), s("money"))
