local s = ("a"):rep(1000000) while true do s = s:gsub("a", "a") end
