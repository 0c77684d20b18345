while true do collectgarbage() collectgarbage("step", 1e9) collectgarbage("count") end
