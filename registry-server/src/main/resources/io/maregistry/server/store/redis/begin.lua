-- A save begins. KEYS: counters, services. ARGV: lineage, revision, then names and values of the counters to be.
-- Refused where a writer of the same lineage has gone further, or is saving something newer.
for _, key in ipairs(KEYS) do
  local found = redis.call('TYPE', key).ok
  if found ~= 'hash' and found ~= 'none' then
    redis.call('DEL', key)
  end
end
local held = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'saving')
local revision = tonumber(ARGV[2])
if held[1] == ARGV[1] and (tonumber(held[2]) or 0) > revision then
  return 'CONFLICT'
end
if held[3] and string.sub(held[3], 1, 16) == ARGV[1] and (tonumber(string.sub(held[3], 18)) or 0) > revision then
  return 'CONFLICT'
end
for place = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[1], 'saving:' .. ARGV[place], ARGV[place + 1])
end
redis.call('HSET', KEYS[1], 'saving', ARGV[1] .. '-' .. ARGV[2])
return 'OK'
