from_setup = 1
require "deeper"
