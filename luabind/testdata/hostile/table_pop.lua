local t = {} for i = 1, 1000000 do t[i] = i end while true do for i = 1, 100000 do t[#t] = nil end for i = 1, 100000 do t[#t + 1] = i end end
