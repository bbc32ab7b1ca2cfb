-- All that was to be written is: the counters move, and a save is over.
-- KEYS: counters. ARGV from 5: names and values of the counters.
for place = 5, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[place], ARGV[place + 1])
  redis.call('HDEL', KEYS[1], 'saving:' .. ARGV[place])
end
redis.call('HDEL', KEYS[1], 'saving')
return 'OK'
