--! 2:46: create_domain: takes at most 2 arguments, got 3
do.create_domain("example.com", "192.0.2.1", 300)
