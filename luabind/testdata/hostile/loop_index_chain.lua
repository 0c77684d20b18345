local a, b = {}, {} setmetatable(a, {__index = b}) setmetatable(b, {__index = a}) print(pcall(function() return a.x end)) while true do local x = pcall(function() return a.x end) end
