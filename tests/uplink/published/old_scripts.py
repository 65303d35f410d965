"""Lua scripts of the previous version, unchanged, with which an older kiosk stores and claims a game."""

KEEP = """
local owner = redis.call('HMGET', KEYS[1], 'log', 'epoch', 'seq', 'kiosk')
local epoch = tonumber(owner[2] or 0)
if owner[1] and tonumber(ARGV[2]) < epoch then return {'fenced', owner[1], epoch, owner[4]} end
if owner[1] and tonumber(ARGV[2]) == epoch and ARGV[1] ~= owner[1] then return {'clash', owner[1], epoch, owner[4]} end

if owner[1] and owner[1] ~= ARGV[1] then redis.call('DEL', KEYS[2]) end

local tail, last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1), 0
if tail[1] then last = tonumber(string.match(tail[1][1], '^%d+')) end
local function append(first)
  for i = first, #ARGV, 2 do
    if tonumber(ARGV[i]) == last + 1 then
      last = last + 1
      redis.call('XADD', KEYS[2], last .. '-0', 'row', ARGV[i + 1])
    end
  end
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end

append(9)
local known = owner[1] == ARGV[1] and epoch == tonumber(ARGV[2]) and tonumber(owner[3]) >= tonumber(ARGV[5])
if known then
  if redis.call('EXPIRE', KEYS[3], ARGV[3]) == 0 and tonumber(owner[3]) == tonumber(ARGV[5]) then
    redis.call('SET', KEYS[3], ARGV[6], 'EX', ARGV[3])
  end
else
  redis.call('SET', KEYS[3], ARGV[6], 'EX', ARGV[3])
  redis.call('HSET', KEYS[1], 'log', ARGV[1], 'epoch', ARGV[2], 'kiosk', ARGV[4], 'seq', ARGV[5])
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
if not known then redis.call('PUBLISH', ARGV[7], ARGV[8] .. ARGV[6]) end
return {known and 'known' or 'kept', last}
"""

CLAIM = """
local owner = redis.call('HMGET', KEYS[1], 'log', 'epoch')
local log, epoch = owner[1] or ARGV[4], tonumber(owner[2] or ARGV[5])
if epoch < 0 then return {'gone'} end
if log == ARGV[1] then return {'claimed', epoch} end
if log ~= ARGV[4] then return {'taken'} end
for i = 2, #KEYS do
  local there = redis.call('GET', KEYS[i])
  if there and string.find(there, log, 1, true) then return {'present'} end
end
epoch = epoch + 1
redis.call('HSET', KEYS[1], 'log', ARGV[1], 'epoch', epoch, 'kiosk', ARGV[2], 'seq', 0)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {'claimed', epoch}
"""
