-- Puts a part of a long service beside it, where nobody looks.
-- KEYS: counters, staged list, staged heartbeats, staged live.
-- ARGV from 5: 'first' or 'next', what staged hashes begin with, then names of fields behind their number, then
-- instances as in service.lua behind theirs.
if ARGV[5] == 'first' then
  for _, member in ipairs(redis.call('SMEMBERS', KEYS[2])) do
    redis.call('UNLINK', ARGV[6] .. member)
  end
  redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
end
local fields = tonumber(ARGV[7])
local firstInstance = 9 + fields
local width = 4 + fields
for place = firstInstance, firstInstance + (tonumber(ARGV[8 + fields]) - 1) * width, width do
  local member = ARGV[place + 1]
  local hash = {}
  for field = 0, fields - 1 do
    hash[2 * field + 1] = ARGV[8 + field]
    hash[2 * field + 2] = ARGV[place + 4 + field]
  end
  redis.call('DEL', ARGV[6] .. member)
  redis.call('HSET', ARGV[6] .. member, unpack(hash))
  redis.call('SADD', KEYS[2], member)
  redis.call('ZADD', KEYS[3], ARGV[place + 2], member)
  redis.call('HSET', KEYS[4], ARGV[place], ARGV[place + 3])
end
return 'OK'
