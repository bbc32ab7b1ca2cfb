-- Puts a part of a long service where no reader looks: the list beside the old one, hashes of instances that are not
-- listed yet in their place, those of listed ones beside it where they differ. What a writer that died had put there has
-- been cleaned by settle.
-- KEYS: counters, services, list, staged list, staged heartbeats, staged live, staged changes, unsettled.
-- ARGV from 5: service, what hashes begin with, what staged hashes begin with, 'sound' where what is there can be trusted,
-- then names of fields behind their number, then instances as in service.lua behind theirs.
local isList = redis.call('TYPE', KEYS[3]).ok == 'set'
local function isListed(member)
  return isList and redis.call('SISMEMBER', KEYS[3], member) == 1
end

local stamp = redis.call('HGET', KEYS[2], ARGV[5])
local isKnown = ARGV[8] == 'sound' and stamp and string.sub(stamp, 1, 16) == ARGV[2]
local fields = tonumber(ARGV[9])
local handle, revision, metrics
for field = 0, fields - 1 do
  if ARGV[10 + field] == 'handle' then
    handle = field
  elseif ARGV[10 + field] == 'revision' then
    revision = field
  elseif ARGV[10 + field] == 'metrics' then
    metrics = field
  end
end

redis.call('SADD', KEYS[8], ARGV[5])
local first = 11 + fields
local width = 4 + fields
local members, scores, live = {}, {}, {}
for place = first, first + (tonumber(ARGV[first - 1]) - 1) * width, width do
  local member = ARGV[place + 1]
  members[#members + 1] = member
  scores[#scores + 1] = ARGV[place + 2]
  scores[#scores + 1] = member
  live[#live + 1] = ARGV[place]
  live[#live + 1] = ARGV[place + 3]
  local listed = isListed(member)
  local was = listed and isKnown and redis.call('HMGET', ARGV[6] .. member, 'handle', 'revision', 'metrics')
  if not was or was[1] ~= ARGV[place + 4 + handle] or was[2] ~= ARGV[place + 4 + revision]
      or was[3] ~= ARGV[place + 4 + metrics] then
    local hash = {}
    for field = 0, fields - 1 do
      hash[2 * field + 1] = ARGV[10 + field]
      hash[2 * field + 2] = ARGV[place + 4 + field]
    end
    local key = ARGV[listed and 7 or 6] .. member
    redis.call('DEL', key)
    redis.call('HSET', key, unpack(hash))
    if listed then
      redis.call('SADD', KEYS[7], member)
    end
  end
end
redis.call('SADD', KEYS[4], unpack(members))
redis.call('ZADD', KEYS[5], unpack(scores))
redis.call('HSET', KEYS[6], unpack(live))
return 'OK'
