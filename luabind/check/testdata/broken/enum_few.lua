--! 2:25: list: 'type' must be one of "droplets", "gpus", got "gpu" (did you mean 'gpus'?)
do.droplets.list{type = "gpu"}
