local function deep(n) if n == 0 then return pcall(deep, 3900) end return (deep(n - 1)) end while true do deep(3900) end
