-- What was staged takes the place of the service, in one step.
-- KEYS: counters, services, list, heartbeats, live, staged list, staged heartbeats, staged live, staged changes.
-- ARGV from 5: service, stamp, what hashes begin with, what staged hashes begin with, channel, message.
if isOlder(ARGV[6], redis.call('HGET', KEYS[2], ARGV[5])) then
  return 'CONFLICT'
end
if redis.call('TYPE', KEYS[3]).ok == 'set' then
  for _, member in ipairs(redis.call('SDIFF', KEYS[3], KEYS[6])) do
    redis.call('UNLINK', ARGV[7] .. member)
  end
end
for _, member in ipairs(redis.call('SMEMBERS', KEYS[9])) do
  redis.call('RENAME', ARGV[8] .. member, ARGV[7] .. member)
end
for place = 3, 5 do
  redis.call('UNLINK', KEYS[place])
  redis.call('RENAME', KEYS[place + 3], KEYS[place])
end
redis.call('UNLINK', KEYS[9])
redis.call('HSET', KEYS[2], ARGV[5], ARGV[6])
redis.call('PUBLISH', ARGV[9], ARGV[10])
return 'OK'
