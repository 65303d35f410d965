"""What must happen in Redis in one step, as scripts (Redis runs one at a time, and all or nothing of it is seen).

A game's owner is kept beside its state: the log that holds the game, the run of the kiosk that writes it, and an epoch.
Only `KEEP` publishes, and only for the owner; only `TAKE` changes the owner, and each time with an epoch of its own.
`ownership` says which of them a kiosk calls when.

Whoever shares that Redis can write there, too. A key of another type, or an owner whose epoch is no whole number,
counts as nobody's and is written anew.
"""

import hashlib
from typing import NamedTuple

KEPT_S = 24 * 60 * 60
"""Seconds that a game is kept after its last change."""
FIRST_EPOCH = 1_024
"""The lowest epoch that is handed out. A kiosk of the version before counts from 0, raises by itself what it has put
together anew, and is believed by its own script when that is the higher number: it never comes this far."""


class Script(NamedTuple):
    """A script and the name Redis knows it by."""

    text: str
    keys: int

    @property
    def sha(self) -> str:
        """The name: the digest of its text."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


EPOCHS = 1 << 53
"""Epochs are below this: Lua counts exactly so far."""

_GET = """
local function get(key)
  local value = redis.pcall('GET', key)
  return type(value) == 'string' and value
end
"""

_OWNER = f"""
local function whole(text)
  local number = text and #text <= 16 and string.match(text, '^%d+$') and tonumber(text)
  return number and number < {EPOCHS} and number
end
local owner = redis.pcall('HMGET', KEYS[1], 'log', 'epoch', 'seq', 'kiosk', 'run', 'afresh')
local damaged = owner.err or owner[1] and not whole(owner[2])
if damaged then owner = {{}} end
local epoch, seq = whole(owner[2]) or 0, whole(owner[3]) or -1
local log, run = ARGV[1], ARGV[2]
"""

_ALLOWED = """
local offered = whole(ARGV[3]) or 0
if damaged then redis.call('DEL', KEYS[1]) end
if owner[1] == log and owner[5] == run then
  if owner[6] then
    if ARGV[11] ~= '1' then return {'rows'} end
    redis.call('DEL', KEYS[2])
    redis.call('HDEL', KEYS[1], 'afresh')
  end
  epoch = math.max(epoch, offered)
elseif owner[1] then
  local follows = owner[1] == log or string.find(ARGV[5], owner[1], 1, true)
  if follows or offered <= epoch then
    return {follows and 'follow' or 'theirs', owner[1], epoch, owner[4]}
  end
  redis.call('DEL', KEYS[2])
  epoch = offered
else
  epoch = offered
end
"""
"""Goes on for the owner only. Who took the game afresh begins the kept events anew with all of his, in the same step:
until then those of before are there, should he die. A higher epoch than the kept one was handed out by a Redis that has
lost it since, so it is the later owner's; the events kept so far may be others."""

_FENCE = f"epoch = math.max(epoch, {FIRST_EPOCH})\n"

_APPEND = """
if redis.call('TYPE', KEYS[2]).ok ~= 'stream' then redis.call('DEL', KEYS[2]) end
local tail, last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1), 0
if tail[1] then last = tonumber(string.match(tail[1][1], '^%d+')) end
local function append(first)
  for i = first, #ARGV, 2 do
    if tonumber(ARGV[i]) == last + 1 then
      last = last + 1
      local added = redis.pcall('XADD', KEYS[2], last .. '-0', 'row', ARGV[i + 1])
      if added.err and string.find(added.err, 'equal or smaller', 1, true) then
        redis.call('DEL', KEYS[2])
        last = 0
      elseif added.err then
        redis.call('XADD', KEYS[2], last .. '-0', 'row', ARGV[i + 1])
      end
    end
  end
  redis.call('EXPIRE', KEYS[2], ARGV[4])
end
"""

KEEP = Script(
    _OWNER
    + _ALLOWED
    + _FENCE
    + _APPEND
    + """
append(11)
local known = owner[1] == log and owner[5] == run and seq >= tonumber(ARGV[7])
if known and seq > tonumber(ARGV[7]) then
  redis.call('EXPIRE', KEYS[3], ARGV[4])
else
  redis.call('SET', KEYS[3], ARGV[8], 'EX', ARGV[4])
end
if not known then
  redis.call('HSET', KEYS[1], 'log', log, 'run', run, 'kiosk', ARGV[6], 'seq', ARGV[7])
end
redis.call('HSET', KEYS[1], 'epoch', epoch)
redis.call('EXPIRE', KEYS[1], ARGV[4])
if not known then redis.call('PUBLISH', ARGV[9], ARGV[10] .. ARGV[8]) end
return {known and 'known' or 'kept', last, epoch}
""",
    3,
)
"""Keys: owner, log, state. Arguments: log name, run, epoch, seconds, the logs that ours follows, kiosk, seq, state,
channel, what stands before the state in a message, then number and body of each event. Answers `kept` or `known` with
the number of the last event in the kept log and the epoch; `rows` when all events are wanted; or `follow` or `theirs`
with the owner's log, epoch and name."""

APPEND = Script(
    _OWNER + _ALLOWED.replace("ARGV[11]", "ARGV[6]") + _FENCE + _APPEND + "append(6)\nreturn {'kept', last, epoch}\n", 2
)
"""Keys: owner, log. Arguments: log name, run, epoch, seconds, the logs that ours follows, then number and body of each
event. Answers as `KEEP`."""

TAKE = Script(
    _OWNER
    + _GET
    + """
local function alive(other, kiosk)
  local there = get('goat:log:' .. other)
  if there then return string.sub(there, 1, 8) ~= string.sub(run, 1, 8) end
  for _, key in ipairs({'goat:kiosk:' .. kiosk, 'goat:kiosk:' .. kiosk .. ':' .. other}) do
    local older = get(key)
    if older and string.find(older, other, 1, true) and not string.find(older, '"run"', 1, true) then return true end
  end
  return false
end
local from, kiosk = owner[1] or ARGV[5], owner[4] or ARGV[7]
if not owner[1] then epoch = tonumber(ARGV[6]) end
if epoch < 0 then return {'gone'} end
if from ~= ARGV[5] or epoch ~= tonumber(ARGV[6]) then return {'moved', kiosk} end
if from == log then
  local there = get('goat:log:' .. log)
  if there and there ~= run then return {'present', kiosk} end
elseif ARGV[9] ~= 'force' and alive(from, kiosk) then
  return {'present', kiosk}
end
local tail = redis.pcall('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
if (tail[1] and string.match(tail[1][1], '^%d+') or '0') ~= ARGV[8] then return {'moved', kiosk} end
if ARGV[9] == 'look' then return {'free', epoch, ''} end
if damaged then redis.call('DEL', KEYS[1]) end
redis.call('HDEL', KEYS[1], 'afresh')
if ARGV[9] ~= '' then redis.call('HSET', KEYS[1], 'afresh', 1) end
epoch = (epoch + 1) % EPOCHS
""".replace("EPOCHS", str(EPOCHS))
    + _FENCE
    + """
redis.call('HSET', KEYS[1], 'log', log, 'run', run, 'epoch', epoch, 'kiosk', ARGV[3])
if from ~= log or seq < 0 then redis.call('HSET', KEYS[1], 'seq', 0) end
redis.call('EXPIRE', KEYS[1], ARGV[4])
return {'taken', epoch, owner[5] or ''}
""",
    2,
)
"""Keys: owner, log. Arguments: log name, run, kiosk, seconds, the log that has the game and its epoch (-1 if unknown),
its kiosk, the number of the last event in the kept log, and how: `afresh` when our events are others than those,
`force` when it does not matter either whether the owner is there, `look` to change nothing. Answers `taken` with the
new epoch and the run before, `free` to a look, `present` while the owner's kiosk is there, `moved` when owner or events
are not those, or `gone` when nobody knows the owner."""

GIVE_BACK = Script(
    _OWNER
    + """
if owner[1] ~= log or owner[5] ~= run or epoch ~= tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'log', ARGV[4], 'kiosk', ARGV[5], 'run', ARGV[6])
redis.call('HDEL', KEYS[1], 'afresh')
return 1
""",
    1,
)
"""Keys: owner. Arguments: log name, run, epoch, then log, kiosk and run of the owner before. The epoch stays."""

BEAT = Script(
    _GET
    + """
local run = get(KEYS[4])
if run and string.sub(run, 1, 8) ~= string.sub(ARGV[6], 1, 8) then
  redis.call('SET', 'goat:copy:' .. ARGV[1], ARGV[4], 'EX', 3600)
  return {'cloned', {}, ''}
end
redis.call('SET', KEYS[4], ARGV[6], 'EX', ARGV[3])
local there, time = get(KEYS[1]), redis.call('TIME')
local shared = there and not string.find(there, ARGV[1], 1, true)
redis.call('SET', shared and KEYS[2] or KEYS[1], ARGV[2], 'EX', ARGV[3])
for i = 5, #KEYS do
  local before = get(KEYS[i])
  if not before or string.find(before, ARGV[1], 1, true) then redis.call('SET', KEYS[i], ARGV[2], 'EX', ARGV[3]) end
end
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('TYPE', KEYS[3]).ok ~= 'zset' then redis.call('DEL', KEYS[3]) end
redis.call('ZADD', KEYS[3], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - 86400000)
local copy = get('goat:copy:' .. ARGV[1]) or ''
return {shared and 'shared' or 'alone', redis.call('ZRANGE', KEYS[3], 0, ARGV[5], 'REV', 'WITHSCORES'), copy}
""",
    4,
)
"""Keys: our presence, the same when another kiosk has our name, the index of kiosks, the run of our log, then our
presence under names that we had before. Arguments: log name, presence, seconds, what stands in the index, how many to
list, our run. Answers `cloned` while another copy of our data folder is running, and leaves a note for that one; else
whether the name is `shared`, the index, newest first, and what such a copy left for us."""

ALL = (KEEP, APPEND, TAKE, GIVE_BACK, BEAT)
