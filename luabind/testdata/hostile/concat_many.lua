local s, t = ("x"):rep(1e7), {} for i = 1, 100 do t[i] = s end local b = table.concat(t) while true do b = b .. b end
