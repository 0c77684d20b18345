-- Four planets around a sun, in steps of a day.
local bodies = {
  {x = 0, y = 0, z = 0, vx = 0, vy = 0, vz = 0, m = 39.5},
  {x = 4.8, y = -1.2, z = -0.1, vx = 0.6, vy = 2.8, vz = -0.02, m = 0.04},
  {x = 8.3, y = 4.1, z = -0.4, vx = -1.0, vy = 1.8, vz = 0.008, m = 0.01},
  {x = 12.9, y = -15.1, z = -0.2, vx = 1.1, vy = 0.9, vz = -0.01, m = 0.002},
  {x = 15.4, y = -25.9, z = 0.2, vx = 1.0, vy = 0.6, vz = -0.03, m = 0.002},
}
local sqrt = math.sqrt
local function advance(dt)
  local n = #bodies
  for i = 1, n do
    local a = bodies[i]
    local ax, ay, az, m = a.x, a.y, a.z, a.m
    local vx, vy, vz = a.vx, a.vy, a.vz
    for j = i + 1, n do
      local b = bodies[j]
      local dx, dy, dz = ax - b.x, ay - b.y, az - b.z
      local d2 = dx * dx + dy * dy + dz * dz
      local f = dt / (d2 * sqrt(d2))
      local bm = b.m * f
      vx, vy, vz = vx - dx * bm, vy - dy * bm, vz - dz * bm
      bm = m * f
      b.vx, b.vy, b.vz = b.vx + dx * bm, b.vy + dy * bm, b.vz + dz * bm
    end
    a.vx, a.vy, a.vz = vx, vy, vz
    a.x, a.y, a.z = ax + dt * vx, ay + dt * vy, az + dt * vz
  end
end
for i = 1, 40000 do advance(0.01) end
print(string.format("%.3f", bodies[1].x))
