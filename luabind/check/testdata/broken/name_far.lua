--! 2:4: do has no 'launch_rocket'
do.launch_rocket("moon")
