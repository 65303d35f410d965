"""Lua scripts for Redis: what must happen there in one step, since Redis runs one script at a time.

The owner of a game, or of a tournament, is stored beside its state: the log that has it, the run of the kiosk that
writes it, and an epoch (a fencing token). Only `PUBLISH_STATE` publishes, and only for the owner; only `CLAIM_LOG`
changes the owner, and each time with a new epoch. `published.ownership` says which script a kiosk runs when.

Any program with access to that Redis can write there, too. A key of another type, or an owner whose epoch is not a
whole number, counts as no owner and is replaced.
"""

import hashlib
from typing import NamedTuple

LOG_TTL_S = 24 * 60 * 60
"""Seconds for which Redis stores a game or a tournament after its last change."""
FIRST_EPOCH = 1_024
"""The lowest epoch that is issued. A kiosk of the version before counts from 0, raises the epoch by itself each time it
rebuilds a game, and its own script accepts the higher number: it never reaches this one."""
EPOCH_LIMIT = 1 << 53
"""Epochs are below this: Lua's numbers are exact up to it."""


class Script(NamedTuple):
    """A script, and how many keys precede its arguments."""

    text: str
    keys: int

    @property
    def sha(self) -> str:
        """The digest of its text, by which Redis runs a loaded script."""
        return hashlib.sha1(self.text.encode(), usedforsecurity=False).hexdigest()


_GET_STRING = """
local function get_string(key)
  local value = redis.pcall('GET', key)
  return type(value) == 'string' and value
end
"""

_READ_OWNER = f"""
local function whole_number(text)
  local number = text and #text <= 16 and string.match(text, '^%d+$') and tonumber(text)
  return number and number < {EPOCH_LIMIT} and number
end
local owner_key, log_key, state_key = KEYS[1], KEYS[2], KEYS[3]
local log, run = ARGV[1], ARGV[2]
local owner = redis.pcall('HMGET', owner_key, 'log', 'epoch', 'seq', 'kiosk', 'run', 'afresh')
local is_damaged = owner.err or owner[1] and not whole_number(owner[2])
if is_damaged then owner = {{}} end
local owner_log, owner_kiosk, owner_run, replaces_events = owner[1], owner[4], owner[5], owner[6]
local epoch, owner_seq = whole_number(owner[2]) or 0, whole_number(owner[3]) or -1
local is_owner = owner_log == log and owner_run == run
"""
"""Reads the owner, for every script about a game. `replaces_events` is set by a `CLAIM_LOG` with `afresh`."""

_REQUIRE_OWNER = """
local offered_epoch, ttl, followed_logs = whole_number(ARGV[3]) or 0, ARGV[4], ARGV[5]
if is_damaged then redis.call('DEL', owner_key) end
if is_owner then
  if replaces_events then
    -- The old events are deleted in the same step that stores all of ours: if this kiosk dies before, they are there.
    if ARGV[first_row] ~= '1' then return {'rows'} end
    redis.call('DEL', log_key)
    redis.call('HDEL', owner_key, 'afresh')
  end
  epoch = math.max(epoch, offered_epoch)
elseif owner_log then
  local follows = owner_log == log or string.find(followed_logs, owner_log, 1, true)
  if follows or offered_epoch <= epoch then
    return {follows and 'follow' or 'theirs', owner_log, epoch, owner_kiosk}
  end
  -- A higher epoch was issued by a Redis that has lost it since: it is a later owner's, and may have other events.
  redis.call('DEL', log_key)
  epoch = offered_epoch
else
  epoch = offered_epoch
end
"""
"""Ends the script for every kiosk but the owner. Needs `first_row`, the place of the first event in ARGV."""

_RAISE_TO_FIRST_EPOCH = f"epoch = math.max(epoch, {FIRST_EPOCH})\n"

_APPEND_ROWS = """
if redis.call('TYPE', log_key).ok ~= 'stream' then redis.call('DEL', log_key) end
local tail, last = redis.call('XREVRANGE', log_key, '+', '-', 'COUNT', 1), 0
if tail[1] then last = tonumber(string.match(tail[1][1], '^%d+')) end
for place = first_row, #ARGV, 2 do
  local number, body = tonumber(ARGV[place]), ARGV[place + 1]
  if number == last + 1 then
    last = number
    local added = redis.pcall('XADD', log_key, last .. '-0', 'row', body)
    if added.err and string.find(added.err, 'equal or smaller', 1, true) then
      -- Another program has raised the stream's last id, so nothing can be appended: it begins again, without a gap.
      redis.call('DEL', log_key)
      last = 0
    elseif added.err then
      redis.call('XADD', log_key, last .. '-0', 'row', body)
    end
  end
end
redis.call('EXPIRE', log_key, ttl)
"""
"""Appends the events from `first_row` on, number and body of each, as far as they continue the stored log."""

PUBLISH_STATE = Script(
    _READ_OWNER
    + "local first_row = 11\n"
    + _REQUIRE_OWNER
    + _RAISE_TO_FIRST_EPOCH
    + _APPEND_ROWS
    + """
local kiosk, seq, state, channel, message_head = ARGV[6], tonumber(ARGV[7]), ARGV[8], ARGV[9], ARGV[10]
local is_known = is_owner and owner_seq >= seq
if is_known and owner_seq > seq then
  redis.call('EXPIRE', state_key, ttl)
else
  redis.call('SET', state_key, state, 'EX', ttl)
end
if not is_known then
  redis.call('HSET', owner_key, 'log', log, 'run', run, 'kiosk', kiosk, 'seq', ARGV[7])
end
redis.call('HSET', owner_key, 'epoch', epoch)
redis.call('EXPIRE', owner_key, ttl)
if not is_known then redis.call('PUBLISH', channel, message_head .. state) end
return {is_known and 'known' or 'kept', last, epoch}
""",
    3,
)
"""Stores a state with its events, and publishes it unless it is known.

Keys: owner, log, state. Arguments: log name, run, epoch, TTL in seconds, the logs that ours follows, kiosk, seq, state,
channel, the part of the message before the state, then number and body of each event. Returns `kept` or `known` with
the number of the last stored event and the epoch; `rows` when it needs all events; or `follow` or `theirs` with the
owner's log, epoch and kiosk."""

APPEND_EVENTS = Script(
    _READ_OWNER
    + "local first_row = 6\n"
    + _REQUIRE_OWNER
    + _RAISE_TO_FIRST_EPOCH
    + _APPEND_ROWS
    + "return {'kept', last, epoch}\n",
    2,
)
"""Stores events that the log in Redis lacks.

Keys: owner, log. Arguments: log name, run, epoch, TTL in seconds, the logs that ours follows, then number and body of
each event. Returns the same as `PUBLISH_STATE`."""

CLAIM_LOG = Script(
    _READ_OWNER
    + _GET_STRING
    + """
local kiosk, ttl, expected_log, expected_epoch = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
local expected_kiosk, expected_last, how = ARGV[7], ARGV[8], ARGV[9]

-- A run has two halves, data folder and start: another start of our own folder means that the earlier one is over.
local function is_present(other_log, other_kiosk)
  local other_run = get_string('goat:log:' .. other_log)
  if other_run then return string.sub(other_run, 1, 8) ~= string.sub(run, 1, 8) end
  for _, key in ipairs({'goat:kiosk:' .. other_kiosk, 'goat:kiosk:' .. other_kiosk .. ':' .. other_log}) do
    local older = get_string(key)
    local is_its_own = older and string.find(older, other_log, 1, true)
    if is_its_own and not string.find(older, '"run"', 1, true) then return true end
  end
  return false
end

local before_log, before_kiosk = owner_log or expected_log, owner_kiosk or expected_kiosk
if not owner_log then epoch = expected_epoch end
if epoch < 0 then return {'gone'} end
if before_log ~= expected_log or epoch ~= expected_epoch then return {'moved', before_kiosk} end
if before_log == log then
  local present_run = get_string('goat:log:' .. log)
  if present_run and present_run ~= run then return {'present', before_kiosk} end
elseif how ~= 'force' and is_present(before_log, before_kiosk) then
  return {'present', before_kiosk}
end
local tail = redis.pcall('XREVRANGE', log_key, '+', '-', 'COUNT', 1)
local last = tail[1] and string.match(tail[1][1], '^%d+') or '0'
if last ~= expected_last then return {'moved', before_kiosk} end
if how == 'look' then return {'free', epoch, ''} end
if is_damaged then redis.call('DEL', owner_key) end
redis.call('HDEL', owner_key, 'afresh')
if how ~= '' then redis.call('HSET', owner_key, 'afresh', 1) end
epoch = (epoch + 1) % EPOCH_LIMIT
""".replace("EPOCH_LIMIT", str(EPOCH_LIMIT))
    + _RAISE_TO_FIRST_EPOCH
    + """
redis.call('HSET', owner_key, 'log', log, 'run', run, 'epoch', epoch, 'kiosk', kiosk)
if before_log ~= log or owner_seq < 0 then redis.call('HSET', owner_key, 'seq', 0) end
redis.call('EXPIRE', owner_key, ttl)
return {'taken', epoch, owner_run or ''}
""",
    2,
)
"""Makes a kiosk the owner of a game, if owner and events are still those that it has read.

Keys: owner, log. Arguments: log name, run, kiosk, TTL in seconds, the owner's log and epoch (-1 if unknown) and kiosk,
the number of the last stored event, and how: `afresh` when our events differ from those, `force` also while the owner
is present, `look` to change nothing. Returns `taken` with the new epoch and the run before, `free` to a look, `present`
while the owner's kiosk is present, `moved` when owner or events have changed, or `gone` when the owner is unknown."""

RETURN_LOG = Script(
    _READ_OWNER
    + """
local taken_epoch, log_before, kiosk_before, run_before = tonumber(ARGV[3]), ARGV[4], ARGV[5], ARGV[6]
if not is_owner or epoch ~= taken_epoch then return 0 end
redis.call('HSET', owner_key, 'log', log_before, 'kiosk', kiosk_before, 'run', run_before)
redis.call('HDEL', owner_key, 'afresh')
return 1
""",
    1,
)
"""Makes the previous owner the owner again; the epoch stays.

Keys: owner. Arguments: log name, run, epoch, then log, kiosk and run of the previous owner."""

SEND_HEARTBEAT = Script(
    _GET_STRING
    + """
local name_key, name_and_log_key, index_key, run_key = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local log, presence, ttl, member, most_listed, run = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local copy_key = 'goat:copy:' .. log
local present_run = get_string(run_key)
if present_run and string.sub(present_run, 1, 8) ~= string.sub(run, 1, 8) then
  redis.call('SET', copy_key, member, 'EX', 3600)
  return {'cloned', {}, ''}
end
redis.call('SET', run_key, run, 'EX', ttl)
local other_presence, time = get_string(name_key), redis.call('TIME')
local is_shared = other_presence and not string.find(other_presence, log, 1, true)
redis.call('SET', is_shared and name_and_log_key or name_key, presence, 'EX', ttl)
for place = 5, #KEYS do
  local earlier = get_string(KEYS[place])
  if not earlier or string.find(earlier, log, 1, true) then redis.call('SET', KEYS[place], presence, 'EX', ttl) end
end
local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('TYPE', index_key).ok ~= 'zset' then redis.call('DEL', index_key) end
redis.call('ZADD', index_key, now_ms, member)
redis.call('ZREMRANGEBYSCORE', index_key, '-inf', now_ms - 86400000)
local listed = redis.call('ZRANGE', index_key, 0, most_listed, 'REV', 'WITHSCORES')
return {is_shared and 'shared' or 'alone', listed, get_string(copy_key) or ''}
""",
    4,
)
"""Stores a kiosk's presence, and lists the kiosks of the last day.

Keys: our presence by name, the same by name and log for when another kiosk has our name, the index of kiosks, the run
of our log, then our presence under earlier names. Arguments: log name, presence, TTL in seconds, our member of the
index, how many to list, our run. Returns `cloned` while another copy of our data folder is running, and leaves our
member for it to read; else `shared` or `alone`, by the name, with the index, newest first, and what a copy left."""

ALL_SCRIPTS = (PUBLISH_STATE, APPEND_EVENTS, CLAIM_LOG, RETURN_LOG, SEND_HEARTBEAT)
