--! 3:11: Droplet has no method 'shutdwon' (did you mean 'shutdown'?)
for droplet in do.fetch_all_droplets{tag_name = "web"} do
  droplet:shutdwon()
end
