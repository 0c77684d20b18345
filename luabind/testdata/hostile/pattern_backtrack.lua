local s = ("a"):rep(30) .. "b" print(s:match(("a*"):rep(20) .. "c")) while true do s:match(("a?"):rep(30) .. ("a"):rep(30) .. "c") end
