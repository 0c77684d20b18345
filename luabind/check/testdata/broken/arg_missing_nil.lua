--! 2:13: get: missing argument 'droplet_id' (an integer)
do.droplets.get{droplet_id = nil}
