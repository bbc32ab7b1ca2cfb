-- The list that was staged takes the place of the service's, in one step that costs the same for any length. What it
-- leaves to settle: hashes that differ, which readers of ours find beside their place, and those of the old list's.
-- KEYS: counters, services, list, heartbeats, live, staged list, staged heartbeats, staged live, staged changes, swapped,
-- left, recent, unsettled.
-- ARGV from 5: service, stamp ('' = the service is forgotten), how many it lists, channel, message.
if isOlder(ARGV[6], redis.call('HGET', KEYS[2], ARGV[5])) then
  return 'CONFLICT'
end
local listed = tonumber(ARGV[7])
if length(KEYS[6], 'set', 'SCARD') ~= listed or length(KEYS[7], 'zset', 'ZCARD') ~= listed
    or length(KEYS[8], 'hash', 'HLEN') ~= listed or redis.call('EXISTS', KEYS[10], KEYS[11]) > 0 then
  return 'GAP'
end
if redis.call('TYPE', KEYS[3]).ok == 'set' then
  redis.call('RENAME', KEYS[3], KEYS[11])
end
redis.call('UNLINK', KEYS[3], KEYS[4], KEYS[5], KEYS[12])
if listed > 0 then
  for place = 3, 5 do
    redis.call('RENAME', KEYS[place + 3], KEYS[place])
  end
end
if redis.call('EXISTS', KEYS[9]) == 1 then
  redis.call('RENAME', KEYS[9], KEYS[10])
end
if ARGV[6] == '' then
  redis.call('HDEL', KEYS[2], ARGV[5])
else
  redis.call('HSET', KEYS[2], ARGV[5], ARGV[6])
end
if listed > LONG then
  redis.call('ZADD', KEYS[12], string.match(ARGV[6], '^%x+%-(%d+)'), '')
end
redis.call('SADD', KEYS[13], ARGV[5])
redis.call('PUBLISH', ARGV[8], ARGV[9])
return 'OK'
