local t, i = {}, 0.5 while true do i = i + 1 t[#t + 1] = i end
