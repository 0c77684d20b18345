local function again() defer(again) end defer(again)
