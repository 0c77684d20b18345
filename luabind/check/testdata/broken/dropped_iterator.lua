--! 2:1: list gives an iterator, and nothing happens until it is walked through: for x in ... do, or :list()
do.droplets.list{tag_name = "web"}
