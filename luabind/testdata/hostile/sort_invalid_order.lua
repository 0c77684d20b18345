local t = {} for i = 1, 300000 do t[i] = (i * 7919) % 100003 end for i = 1, 100 do table.sort(t, function() return true end) end while true do end
