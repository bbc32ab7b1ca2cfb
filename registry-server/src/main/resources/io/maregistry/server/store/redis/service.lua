-- Makes one service as it should be, and tells of it; 'GAP' where that takes another way: what is there is of another
-- type, or a list that is too long to be replaced in one step.
-- KEYS: counters, services, list, heartbeats, live, recent.
-- ARGV from 5: service, stamp ('' = the service is forgotten), what its hashes begin with, channel, 'whole' or 'delta',
-- then, each list behind its length: messages; urls that are gone (of a delta); names of fields; instances, each
-- url, member, score, live text and the values of the fields.
local at = 9
local function list()
  local length = tonumber(ARGV[at + 1])
  local from = at + 2
  at = at + 1 + length
  return from, length
end

if isOlder(ARGV[6], redis.call('HGET', KEYS[2], ARGV[5])) then
  return ARGV[1] == 'append' and 'GAP' or 'CONFLICT'
end
local isWhole = ARGV[9] == 'whole'
if isWhole then
  if length(KEYS[3], 'set', 'SCARD') > LONG then
    return 'GAP'
  end
else
  for key, type in pairs({[3] = 'set', [4] = 'zset', [5] = 'hash', [6] = 'zset'}) do
    local found = redis.call('TYPE', KEYS[key]).ok
    if found ~= type and found ~= 'none' then
      return 'GAP'
    end
  end
end

local firstMessage, messages = list()
local firstGone, gone = list()
local firstField, fields = list()
local width = 4 + fields
local instances = tonumber(ARGV[at + 1])
local firstInstance = at + 2

-- what is not listed any more, or under another name
local function forget(url, now)
  local live = redis.call('HGET', KEYS[5], url)
  local member = live and string.match(live, '^%d+ %d+ %d+ %d+ (.+)$')
  if member and member ~= now then
    redis.call('SREM', KEYS[3], member)
    redis.call('ZREM', KEYS[4], member)
    redis.call('DEL', ARGV[7] .. member)
  end
  if live and not now then
    redis.call('HDEL', KEYS[5], url)
  end
end
if isWhole then
  if redis.call('TYPE', KEYS[3]).ok == 'set' then
    for _, member in ipairs(redis.call('SMEMBERS', KEYS[3])) do
      redis.call('UNLINK', ARGV[7] .. member)
    end
  end
  redis.call('UNLINK', KEYS[3], KEYS[4], KEYS[5], KEYS[6])
else
  for place = firstGone, firstGone + gone - 1 do
    forget(ARGV[place], nil)
  end
  for place = firstInstance, firstInstance + (instances - 1) * width, width do
    forget(ARGV[place], ARGV[place + 1])
  end
end

local members, scores, live = {}, {}, {}
for place = firstInstance, firstInstance + (instances - 1) * width, width do
  local member = ARGV[place + 1]
  local hash = {}
  for field = 0, fields - 1 do
    hash[2 * field + 1] = ARGV[firstField + field]
    hash[2 * field + 2] = ARGV[place + 4 + field]
  end
  redis.call('DEL', ARGV[7] .. member)
  redis.call('HSET', ARGV[7] .. member, unpack(hash))
  members[#members + 1] = member
  scores[#scores + 1] = ARGV[place + 2]
  scores[#scores + 1] = member
  live[#live + 1] = ARGV[place]
  live[#live + 1] = ARGV[place + 3]
end
if instances > 0 then
  redis.call('SADD', KEYS[3], unpack(members))
  redis.call('ZADD', KEYS[4], unpack(scores))
  redis.call('HSET', KEYS[5], unpack(live))
end

-- of a long list: which urls changed at which revision, from the one of '' on, for those who read it in pieces
local RECENT = 10000
if redis.call('SCARD', KEYS[3]) > LONG then
  local revision = string.match(ARGV[6], '^%x+%-(%d+)')
  if not redis.call('ZSCORE', KEYS[6], '') or redis.call('ZCARD', KEYS[6]) > RECENT then
    redis.call('UNLINK', KEYS[6])
    redis.call('ZADD', KEYS[6], revision, '')
  else
    for place = firstGone, firstGone + gone - 1 do
      redis.call('ZADD', KEYS[6], revision, ARGV[place])
    end
    for place = firstInstance, firstInstance + (instances - 1) * width, width do
      redis.call('ZADD', KEYS[6], revision, ARGV[place])
    end
  end
else
  redis.call('UNLINK', KEYS[6])
end

if ARGV[6] == '' then
  redis.call('HDEL', KEYS[2], ARGV[5])
else
  redis.call('HSET', KEYS[2], ARGV[5], ARGV[6])
end
for place = firstMessage, firstMessage + messages - 1 do
  redis.call('PUBLISH', ARGV[8], ARGV[place])
end
return 'OK'
