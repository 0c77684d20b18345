while true do load("local x = 1 return function() return x end") end
