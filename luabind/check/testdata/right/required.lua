-- A module of the user's own may set globals.
require "setup"
print(from_setup, deeper)
