for i = 1, 100 do defer(function() error("again") end) end error("first")
