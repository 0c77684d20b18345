-- Deferred work that is never done, after an error.
local function again() defer(again) error("again") end
defer(again)
error("first")
