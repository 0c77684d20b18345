--! 2:10: do has no 'fetch_all_droplet' (did you mean 'fetch_all_droplets'?)
print(do["fetch_all_droplet"]():list())
