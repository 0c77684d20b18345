--! 3:19: unexpected '!' ('~=' in Lua)
local account = do.fetch_account()
if account.status != "active" then
  print(account.status_message)
end
