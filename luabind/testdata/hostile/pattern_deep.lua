local p = ("("):rep(40) print(pcall(string.find, "x", p)) print(pcall(string.find, "x", ("[a"):rep(1000))) print(pcall(string.find, ("a"):rep(1000000), (".-"):rep(100000) .. "b")) while true do end
