local s = "aa" while true do s = s:gsub("a", "aaaaaaaaaa") end
