--! 2:10: undefined global 'Web'
function Web:start() return self end
