-- Puts in order what is not yet, a piece at a time ('MORE' until it is): behind a swap the hashes that differ, and those
-- that nobody lists any more; whatever a writer that died has staged.
-- KEYS: counters, services, list, staged list, staged heartbeats, staged live, staged changes, swapped, left, unsettled.
-- ARGV from 5: service, what hashes begin with, what staged hashes begin with.
local budget = LONG
local function take(key)
  local found = redis.call('TYPE', key).ok
  if found ~= 'set' then
    redis.call('UNLINK', key)
    return {}
  end
  local taken = redis.call('SPOP', key, budget)
  budget = budget - #taken
  return taken
end
local isList = redis.call('TYPE', KEYS[3]).ok == 'set'
local function unlinkUnlisted(member)
  if not isList or redis.call('SISMEMBER', KEYS[3], member) == 0 then
    redis.call('UNLINK', ARGV[6] .. member)
  end
end

for _, member in ipairs(take(KEYS[8])) do
  if redis.call('EXISTS', ARGV[7] .. member) == 1 then
    redis.call('RENAME', ARGV[7] .. member, ARGV[6] .. member)
  else
    redis.call('HSET', KEYS[2], ARGV[5], 'spoilt') -- somebody else removed it: a save has to write all anew
  end
end
for _, member in ipairs(take(KEYS[9])) do
  unlinkUnlisted(member)
end
for _, member in ipairs(take(KEYS[4])) do
  redis.call('UNLINK', ARGV[7] .. member)
  unlinkUnlisted(member)
end
if budget == 0 then
  return 'MORE'
end
redis.call('UNLINK', KEYS[5], KEYS[6], KEYS[7])
redis.call('SREM', KEYS[10], ARGV[5])
return 'OK'
