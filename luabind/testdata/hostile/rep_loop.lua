while true do local s = ("x"):rep(2e8) end
