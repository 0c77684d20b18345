local t = {} for i = 1, 1e5 do t[i] = ("y"):rep(1e4) end while true do t[1] = table.concat(t) end
