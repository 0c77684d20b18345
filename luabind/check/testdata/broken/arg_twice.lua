--! 2:34: create_domain: argument 'name' is given twice
do.create_domain("example.com", {name = "example.org"})
