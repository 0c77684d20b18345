--! 2:4: do has no 'fetch_acount' (did you mean 'fetch_account'?)
do:fetch_acount()
