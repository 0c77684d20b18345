--! 3:6: 'then' expected near '=' (to compare write ==)
local n = 0
if n = 0 then print "none" end
