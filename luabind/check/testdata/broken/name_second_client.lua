--! 3:7: other has no 'create_domains' (did you mean 'create_domain'?)
local other = doapi{api_token = "x"}
other.create_domains("example.com")
