for k in pairs(_G) do if k ~= "_G" and k ~= "pairs" then _G[k] = nil end end local t = {} while true do t[#t + 1] = "x" .. #t end
