-- Stands before each script that writes, but begin. ARGV: 'append' or 'save', lineage, revision, and of an append where it
-- leads, of a save its token. A save goes on for as long as no other one has begun. An append needs the store to stand at
-- just that revision, in this build's layout, and nobody saving.
local function refusal()
  local held = redis.call('HMGET', KEYS[1], 'lineage', 'revision', 'saving', 'layout')
  if ARGV[1] == 'save' then
    return held[3] ~= ARGV[2] .. '-' .. ARGV[3] .. '-' .. ARGV[4] and 'CONFLICT' or nil
  end
  if held[1] == ARGV[2] and (tonumber(held[2]) or 0) > tonumber(ARGV[4]) then
    return 'CONFLICT'
  end
  local isNewer = (tonumber(held[4]) or 0) > LAYOUT
  return (isNewer or held[1] ~= ARGV[2] or held[2] ~= ARGV[3] or held[3]) and 'GAP' or nil
end

-- Whether the service is held at a higher revision of this lineage than the stamp's.
local function isOlder(stamp, held)
  if not held or string.sub(held, 1, 16) ~= string.sub(stamp, 1, 16) then
    return false
  end
  return (tonumber(string.match(held, '^%x+%-(%d+)')) or 0) > tonumber(string.match(stamp, '^%x+%-(%d+)'))
end

-- How many a key holds; -1 where it is of another type.
local function length(key, type, command)
  local found = redis.call('TYPE', key).ok
  return found == type and redis.call(command, key) or found == 'none' and 0 or -1
end

local refused = refusal()
if refused then
  return refused
end
