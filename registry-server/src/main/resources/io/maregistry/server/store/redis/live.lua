-- Brings the signs of life of some instances of a service that is as it should be; 'GAP' where it is not.
-- KEYS: counters, list, heartbeats, live. ARGV from 5: how many it lists, what its hashes begin with, then url, member,
-- score, live text, metrics of each.
local listed = tonumber(ARGV[5])
if length(KEYS[2], 'set', 'SCARD') ~= listed or length(KEYS[3], 'zset', 'ZCARD') ~= listed
    or length(KEYS[4], 'hash', 'HLEN') ~= listed then
  return 'GAP'
end
if #ARGV < 7 then
  return 'OK' -- it lists none, and none is there
end
local hashes, scores, live = {}, {'XX'}, {}
for place = 7, #ARGV, 5 do
  hashes[#hashes + 1] = ARGV[6] .. ARGV[place + 1]
  scores[#scores + 1] = ARGV[place + 2]
  scores[#scores + 1] = ARGV[place + 1]
  live[#live + 1] = ARGV[place]
  live[#live + 1] = ARGV[place + 3]
end
if redis.call('EXISTS', unpack(hashes)) ~= #hashes then
  return 'GAP'
end
for place = 7, #ARGV, 5 do
  local hash = ARGV[6] .. ARGV[place + 1]
  local told = redis.pcall('HGET', hash, 'metrics')
  if type(told) == 'table' then
    return 'GAP' -- no hash
  end
  if told ~= ARGV[place + 4] then
    redis.call('HSET', hash, 'metrics', ARGV[place + 4])
  end
end
redis.call('ZADD', KEYS[3], unpack(scores))
redis.call('HSET', KEYS[4], unpack(live))
return 'OK'
