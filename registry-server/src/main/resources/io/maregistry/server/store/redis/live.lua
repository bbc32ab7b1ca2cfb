-- Brings the signs of life of some instances of a service that is as it should be.
-- KEYS: counters, heartbeats, live. ARGV from 5: url, member, score, live text of each.
for place = 5, #ARGV, 4 do
  redis.call('ZADD', KEYS[2], 'XX', ARGV[place + 2], ARGV[place + 1])
  redis.call('HSET', KEYS[3], ARGV[place], ARGV[place + 3])
end
return 'OK'
