# Walks through a list with curl and jq.
url="$1/v2/droplets?per_page=200"
while [ -n "$url" ]; do
  body=$(curl -sf -H "Authorization: Bearer x" "$url") || exit 1
  printf %s "$body" | jq -r '.droplets[] | [.id, .name, .status, (.networks.v4[] | select(.type == "public") | .ip_address)] | @tsv'
  url=$(printf %s "$body" | jq -r '.links.pages.next // empty')
done
