--! 2:23: fetch_all_droplets: unknown argument 'colour' (it takes tag_name and name)
do.fetch_all_droplets{colour = "blue"}
