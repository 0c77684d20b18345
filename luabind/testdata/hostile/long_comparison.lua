local a, b = ("x"):rep(5e7), ("x"):rep(5e7) while true do local c = a < b or a == b end
