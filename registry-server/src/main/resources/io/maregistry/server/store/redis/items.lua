-- Makes some items as they should be, and stamps them in the counters with a token and their number; 'GAP' where they are not
-- as the writer left them.
-- KEYS: counters, items. ARGV from 5: the token that must be there ('' = whatever is there is mended), the next one, then
-- fields that are gone behind their number, then fields and texts in turn.
if ARGV[5] == '' then
  if length(KEYS[2], 'hash', 'HLEN') < 0 then
    redis.call('UNLINK', KEYS[2])
  end
else
  local token, count = string.match(redis.call('HGET', KEYS[1], 'items') or '', '^(%S+) (%d+)$')
  if token ~= ARGV[5] or length(KEYS[2], 'hash', 'HLEN') ~= tonumber(count) then
    return 'GAP'
  end
end
local gone = tonumber(ARGV[7])
if gone > 0 then
  redis.call('HDEL', KEYS[2], unpack(ARGV, 8, 7 + gone))
end
if #ARGV > 7 + gone then
  redis.call('HSET', KEYS[2], unpack(ARGV, 8 + gone))
end
redis.call('HSET', KEYS[1], 'items', ARGV[6] .. ' ' .. redis.call('HLEN', KEYS[2]))
return 'OK'
