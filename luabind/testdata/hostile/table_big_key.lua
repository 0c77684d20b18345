local t = {} for i = 36804636, 1e9 do t[i] = 1 end
