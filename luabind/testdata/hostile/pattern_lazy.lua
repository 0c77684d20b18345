local s = (".").rep("ab", 20000) while true do s:find(".-c.-d.-e") end
