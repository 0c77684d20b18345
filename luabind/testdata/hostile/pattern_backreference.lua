local s = ("ab"):rep(10000) while true do s:find("(.-)%1%1%1c") end
