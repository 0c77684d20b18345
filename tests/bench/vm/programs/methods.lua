local Account = {}
Account.__index = Account
local function new(b) return setmetatable({balance = b}, Account) end
function Account:deposit(n) self.balance = self.balance + n end
function Account:get() return self.balance end
local Savings = setmetatable({}, {__index = Account})
Savings.__index = Savings
function Savings:interest() self:deposit(self:get() % 3) end
local a, b = new(10), setmetatable({balance = 1}, Savings)
local sum = 0
for i = 1, 400000 do
  a:deposit(i % 5)
  b:interest()
  sum = sum + a:get() + b:get()
end
print(sum)
