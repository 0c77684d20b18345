while true do defer(function() end) end
