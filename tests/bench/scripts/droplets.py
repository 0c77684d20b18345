"""Walks through a list with requests, as most scripts in Python do."""
import sys

import requests

session = requests.Session()
session.headers["Authorization"] = "Bearer x"
url, n, read = sys.argv[1] + "/v2/droplets?per_page=200", 0, 0
while url:
    body = session.get(url).json()
    for d in body["droplets"]:
        n += 1
        address = next(a["ip_address"] for a in d["networks"]["v4"] if a["type"] == "public")
        read += d["id"] % 65536 + len(d["name"]) + len(d["status"]) + len(address)
    url = body["links"].get("pages", {}).get("next")
print(n, read)
