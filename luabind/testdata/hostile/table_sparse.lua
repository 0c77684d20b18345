local keep = {} while true do local t = {} t[1048575] = 1 keep[#keep + 1] = t end
