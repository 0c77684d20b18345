--! 6:7: undefined global 'total' (the local variable of line 3 is not visible here)
do
  local total = 1
  print(total)
end
print(total)
