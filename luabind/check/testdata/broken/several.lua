--! 6:76: create_droplet: unknown argument 'regoin' (did you mean 'region'?)
--! 6:103: create_droplet: 'backups' must be a boolean, got number
--! 7:3: Droplet has no method 'rebot' (did you mean 'reboot'?)
--! 8:13: destroy: missing argument 'droplet_id' (an integer)
--! 9:13: undefined global 'dd'
local d = do.create_droplet{name = "web", image = 5, size = "s-1vcpu-1gb", regoin = "nyc3", backups = 1}
d:rebot()
do.droplets.destroy{}
print(d.id, dd)
