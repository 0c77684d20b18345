setfenv(1, setmetatable({}, {__index = _G}))
print(anything)
