--! 4:21: 'break' outside a loop
local function first(list)
  list:each(function(x)
    if x.ready then break end
  end)
end
print(first)
