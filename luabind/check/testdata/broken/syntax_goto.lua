--! 3:18: no visible label 'continu' for goto
for i = 1, 3 do
  if i == 2 then goto continu end
  print(i)
  ::continue::
end
