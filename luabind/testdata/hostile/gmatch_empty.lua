for w in (("x"):rep(10000000)):gmatch("()") do local y = w end while true do end
