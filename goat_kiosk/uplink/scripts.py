"""What must happen in Redis in one step, as scripts (Redis runs one at a time, and all or nothing of it is seen).

A game's owner is kept beside its state: the log that holds the game, and an epoch that rises with each take-over. Who
comes with a lower epoch, or with the same one and another log, is refused before anything is written, so two kiosks
can never both be heard; who comes with an older number than the kept one is not published.
"""

import hashlib
from typing import NamedTuple

KEPT_S = 24 * 60 * 60
"""Seconds that a game is kept after its last change."""


class Script(NamedTuple):
    """A script and the name Redis knows it by."""

    text: str
    keys: int

    @property
    def sha(self) -> str:
        """The name: the digest of its text."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


_REFUSED = """
local owner = redis.call('HMGET', KEYS[1], 'log', 'epoch', 'seq', 'kiosk')
local epoch = tonumber(owner[2] or 0)
if owner[1] and tonumber(ARGV[2]) < epoch then return {'fenced', owner[1], epoch, owner[4]} end
if owner[1] and tonumber(ARGV[2]) == epoch and ARGV[1] ~= owner[1] then return {'clash', owner[1], epoch, owner[4]} end
"""

_APPEND = """
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
"""

_AFRESH = """
if owner[1] and owner[1] ~= ARGV[1] then redis.call('DEL', KEYS[2]) end
"""
"""Who comes with a higher epoch and did not claim the game here has put its log together anew, as from a backup: the
events kept so far may be others. It sends its own again."""

KEEP = Script(
    _REFUSED
    + _AFRESH
    + _APPEND
    + """
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
""",
    3,
)
"""Keys: owner, log, state. Arguments: log name, epoch, seconds, kiosk, seq, state, channel, what stands before the
state in a message, then number and body of each event. Answers `kept` or `known` with the number of the last event in
the kept log, or `fenced` or `clash` with the owner's log, epoch and name."""

APPEND = Script(_REFUSED + _APPEND + "append(4)\nreturn {'kept', last}\n", 2)
"""Keys: owner, log. Arguments: log name, epoch, seconds, then number and body of each event. Answers as `KEEP`."""

CLAIM = Script(
    """
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
""",
    1,
)
"""Keys: owner, then the presences its kiosk may have. Arguments: log name, kiosk, seconds, the log that is to lose the
game and its epoch, -1 if unknown. Answers `claimed` with the new epoch, `present` while that log's kiosk is there,
`taken` when it has lost the game already, or `gone` when nobody knows the owner."""

BEAT = Script(
    """
local there, time = redis.call('GET', KEYS[1]), redis.call('TIME')
local shared = there and not string.find(there, ARGV[1], 1, true)
redis.call('SET', shared and KEYS[2] or KEYS[1], ARGV[2], 'EX', ARGV[3])
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[3], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - 86400000)
return {shared and 1 or 0, redis.call('ZRANGE', KEYS[3], 0, ARGV[5], 'REV', 'WITHSCORES')}
""",
    3,
)
"""Keys: our presence, the same when another kiosk has our name, the index of kiosks. Arguments: log name, presence,
seconds, what stands in the index, how many to list. Answers whether the name is shared, and the index, newest first."""

ALL = (KEEP, APPEND, CLAIM, BEAT)
