-- Stands before each script but begin. ARGV: 'append' or 'save', lineage, revision, top.
-- A save goes on for as long as no other one has begun. An append needs the store to stand at just that revision, and
-- nobody saving; top is where it leads.
local function refusal()
  local held = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'saving')
  if ARGV[1] == 'save' then
    return held[3] ~= ARGV[2] .. '-' .. ARGV[3] and 'CONFLICT' or nil
  end
  if held[1] == ARGV[2] and (tonumber(held[2]) or 0) > tonumber(ARGV[4]) then
    return 'CONFLICT'
  end
  return (held[1] ~= ARGV[2] or held[2] ~= ARGV[3] or held[3]) and 'GAP' or nil
end

-- Whether the service is held at a higher revision of this lineage than the stamp's.
local function isOlder(stamp, held)
  if not held or string.sub(held, 1, 16) ~= string.sub(stamp, 1, 16) then
    return false
  end
  return (tonumber(string.match(held, '^%x+%-(%d+)')) or 0) > tonumber(string.match(stamp, '^%x+%-(%d+)'))
end

local refused = refusal()
if refused then
  return refused
end
