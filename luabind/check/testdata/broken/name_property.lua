--! 2:4: do has no 'time_out' (did you mean 'timeout'?)
do.time_out = 30
