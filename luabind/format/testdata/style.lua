#!/usr/bin/env doapi
--- What this does.


--- More.
local a,b=1,'two'   -- first
local   function f(x,...)   return x..'it\'s "quoted"', ... end;(print)('x'); f{1,2;3}
;(f or print)(a)
-- own line

if a==b   then return end
if not(a) then f(1) f(2) else f(3) end
while f() do end
for i=1,10,2 do t[i]=-i end
for k,v in pairs(t) do -- each
    t[k]=v  -- the value
    n=n+1   -- counted
end
repeat local x = - -a until #x>2^3 and not x
do
   -- nothing
end
local t={a=1,['b']=2,[ [[c]] ]=3,f(),}
local u = {
  1,2, 3,   -- the first three
  -- between
  4; x = {y = {}},
  -- last
}
local long = do.create_droplet("a-rather-long-name", "ubuntu-24-04-x64", "s-1vcpu-1gb", "nyc3", {ipv6 = true, monitoring = true})
local sum = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa + bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb * cccccccccccccccccccccccccc - dddddddddddddddddddd
local ok = aaaaaaaaaaaaaaaaaa -- why
  and bbbbbbbbb
call(--[[x]] a, function (y) g(y)
  return y end, b)
call( -- said
  a,
  b -- last
)
do.x.y:z(1):w"s":v[[
  text]]
local s = f [[x]] [ [[y]] ]
::done:: local function m(self, aaaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccccccccccccccc, ...) end
function a.b:c(--[[none]]) return self --[[@as any]] end
return {}, function() end -- the end
-- after
