--! 3:5: k8s has no 'delete_everything'
local k8s = do.kubernetes
k8s.delete_everything{}
