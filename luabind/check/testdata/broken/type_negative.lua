--! 2:29: list: 'tag_name' must be a string, got table
do.droplets.list{tag_name = {}, type = "gpus"}
