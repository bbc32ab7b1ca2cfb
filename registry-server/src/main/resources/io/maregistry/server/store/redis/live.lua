-- Brings the signs of life of some instances of a service that is as it should be.
-- KEYS: counters, heartbeats, live. ARGV from 5: url, member, score, live text of each.
local scores, live = {'XX'}, {}
for place = 5, #ARGV, 4 do
  scores[#scores + 1] = ARGV[place + 2]
  scores[#scores + 1] = ARGV[place + 1]
  live[#live + 1] = ARGV[place]
  live[#live + 1] = ARGV[place + 3]
end
redis.call('ZADD', KEYS[2], unpack(scores))
redis.call('HSET', KEYS[3], unpack(live))
return 'OK'
