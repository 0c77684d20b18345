local t = {} while true do t[#t + 1] = load("return " .. #t) end
