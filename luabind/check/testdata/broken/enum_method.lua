--! 2:35: wait: 'status' must be one of "new", "active", "off", "archive", got "activ" (did you mean 'active'?)
do.fetch_droplet(5):wait{status = "activ"}
