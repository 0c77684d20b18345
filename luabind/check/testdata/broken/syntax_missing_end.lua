--! 7:1: 'end' expected near end of file (to close 'for' at line 2; or the 'end' of 'if' at line 3 is missing: the one at line 5 is indented less)
for droplet in do.fetch_all_droplets() do
  if droplet.status == "off" then
    droplet:reboot()
end
print "done"
