--! 4:20: undefined global 'dropletts' (did you mean 'droplets'?)
--! 4:34: undefined global 'pirnt' (did you mean 'print'?)
local droplets = do.fetch_all_droplets():list()
for i, d in ipairs(dropletts) do pirnt(i, d) end
