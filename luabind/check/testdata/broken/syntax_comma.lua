--! 5:3: '}' expected near 'size' (to close '{' at line 2)
do.create_droplet{
  name = "web",
  image = "ubuntu-24-04-x64"
  size = "s-1vcpu-1gb",
  region = "nyc3",
}
