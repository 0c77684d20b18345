--! 2:23: fetch_all_droplets: unknown argument 'colour'
do.fetch_all_droplets{colour = "blue"}
