-- A save begins. KEYS: counters, services, unsettled. ARGV: lineage, revision, the save's token, then names and values of
-- the counters to be. Refused where a writer of the same lineage has gone further, or is saving something newer. One that
-- saves the same revision is stopped by the new token. NEWER where a build with another layout has been there.
if redis.call('TYPE', KEYS[1]).ok == 'hash' then -- before anything that such a build may need is taken away
  local layouts = redis.call('HMGET', KEYS[1], 'layout', 'saving:layout')
  if (tonumber(layouts[1]) or 0) > LAYOUT or (tonumber(layouts[2]) or 0) > LAYOUT then
    return 'NEWER'
  end
end
for place, type in ipairs({'hash', 'hash', 'set'}) do
  local found = redis.call('TYPE', KEYS[place]).ok
  if found ~= type and found ~= 'none' then
    redis.call('DEL', KEYS[place])
  end
end
local held = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'saving')
local revision = tonumber(ARGV[2])
if held[1] == ARGV[1] and (tonumber(held[2]) or 0) > revision then
  return 'CONFLICT'
end
if held[3] and string.sub(held[3], 1, 16) == ARGV[1]
    and (tonumber(string.match(held[3], '^%x+%-(%d+)')) or 0) > revision then
  return 'CONFLICT'
end
for place = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[1], 'saving:' .. ARGV[place], ARGV[place + 1])
end
redis.call('HSET', KEYS[1], 'saving', ARGV[1] .. '-' .. ARGV[2] .. '-' .. ARGV[3])
return 'OK'
