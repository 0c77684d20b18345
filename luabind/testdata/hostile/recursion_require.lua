package.preload.a = function() return require "b" end package.preload.b = function() return require "a" end print(pcall(require, "a")) while true do pcall(require, "a") end
