-- Reads one service as it stands, or a piece of a long one. Writes nothing.
-- KEYS: services, list, live, swapped, recent. ARGV: service, what hashes begin with, what staged hashes begin with, then
-- 'all', 'from' and a cursor, or 'since' and a revision.
-- Answers with stamp, how many the list and live hold (-1: another type), what comes next, and the rows: names and values
-- of the hash, then url, live text (nil: not listed any more) and 1 where the list has it. Next is of 'all' empty, or '0'
-- where the service is long, and nothing read; of 'from' a cursor, '0' at the end; of 'since' the revision to go on from,
-- empty where all was read, 'lost' where nobody knows any more what changed since then.
local function length(key, type, command)
  local found = redis.call('TYPE', key).ok
  return found == type and redis.call(command, key) or found == 'none' and 0 or -1
end
local stamp = redis.call('HGET', KEYS[1], ARGV[1])
local listed, live = length(KEYS[2], 'set', 'SCARD'), length(KEYS[3], 'hash', 'HLEN')
local isSwapped = length(KEYS[4], 'set', 'SCARD') > 0

local function row(url, text)
  local member = text and string.match(text, '^%d+ %d+ %d+ %d+ (.+)$')
  local hash = {}
  if member then
    local isAside = isSwapped and redis.call('SISMEMBER', KEYS[4], member) == 1
    hash = redis.pcall('HGETALL', ARGV[isAside and 3 or 2] .. member)
    if hash.err then
      hash = {}
    end
  end
  hash[#hash + 1] = url
  hash[#hash + 1] = text
  hash[#hash + 1] = member and listed > 0 and redis.call('SISMEMBER', KEYS[2], member) or 0
  return hash
end

local rows, found, following = {}, {}, ''
if live < 0 then
  following = ''
elseif ARGV[4] == 'all' and live > LONG then
  following = '0'
elseif ARGV[4] == 'all' then
  found = redis.call('HGETALL', KEYS[3])
elseif ARGV[4] == 'from' then
  local step = redis.call('HSCAN', KEYS[3], ARGV[5], 'COUNT', 250)
  following, found = step[1], step[2]
else
  local floor = length(KEYS[5], 'zset', 'ZCARD') > 0 and redis.call('ZSCORE', KEYS[5], '')
  if not floor or tonumber(floor) > tonumber(ARGV[5]) then
    following = 'lost'
  else
    local past = redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. ARGV[5], '+inf', 'WITHSCORES', 'LIMIT', 249, 1)
    following = past[2] or ''
    for _, url in ipairs(redis.call('ZRANGEBYSCORE', KEYS[5], '(' .. ARGV[5], past[2] or '+inf')) do
      rows[#rows + 1] = row(url, redis.call('HGET', KEYS[3], url))
    end
  end
end
for place = 1, #found, 2 do
  rows[#rows + 1] = row(found[place], found[place + 1])
end
return {stamp, listed, live, following, rows}
