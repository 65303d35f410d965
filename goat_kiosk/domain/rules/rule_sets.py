"""Named rule sets of a venue: each has a parent and stores only its differences.

The presets of `rules` are the roots. A change to a parent changes every set based on it, unless that set overrides the
field; a game stores the full rules it was created with, so finished games never change. A book is a value: invalid
sets (a cycle, an unknown parent, rules that contradict each other, in the set or in one based on it) are refused with
sentences and change nothing.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text, is_clean
from goat_kiosk.domain.rules.rules import ACL, PRESETS, Rules, find_problems, normalize
from goat_kiosk.errors import InvalidValue

MAX_RULE_SETS = 100
"""More than a venue can tell apart; a limit, so that a script cannot flood the form of a new game."""

FIELDS = tuple(name for name in Rules.__struct_fields__ if name != "name")


class RuleSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule set as stored."""

    name: str
    parent: str
    """The key of the preset or set it is based on."""
    changes: dict[str, Any] = {}
    """The fields of `Rules` that differ from the parent's."""

    @property
    def key(self) -> str:
        """The set's identifier: its name in lower case."""
        return self.name.casefold()


def changed_fields(rules: Rules, parent: Rules) -> dict[str, Any]:
    """Return the fields, except the name, in which `rules` differ from `parent`, as JSON stores them."""
    fields = msgspec.to_builtins(rules)
    return {name: fields[name] for name in FIELDS if getattr(rules, name) != getattr(parent, name)}


class RuleBook:
    """The presets and the named sets, resolved."""

    def __init__(self, sets: Iterable[RuleSet] = ()) -> None:
        """`sets` are as stored; one that cannot be resolved stays in the book but is not playable."""
        self.sets = {rule_set.key: rule_set for rule_set in sorted(sets, key=lambda rule_set: rule_set.key)}

    def rules_by_key(self) -> dict[str, Rules]:
        """Return every playable rule set by its key: the presets first, then the named ones."""
        resolved = {key: rules for key in self.sets if (rules := self._resolve(key)) is not None}
        return PRESETS | {key: rules for key, rules in resolved.items() if not find_problems(rules)}

    def rules(self, key: str) -> Rules:
        """Return the rules of the set or preset `key`. Raises `InvalidValue` with the reason when there are none."""
        if key in PRESETS:
            return PRESETS[key]
        if key not in self.sets:
            raise InvalidValue("There is no rule set “{name}”.", name=clean_text(key, MAX_NAME_LENGTH))
        self._check_cycle(self.sets[key])
        return _apply_changes(self.sets[key], self.rules(self.sets[key].parent))

    def children(self, key: str) -> list[RuleSet]:
        """Return the sets whose parent is `key`."""
        return [rule_set for rule_set in self.sets.values() if rule_set.parent == key]

    def find_problem(self, rule_set: RuleSet, instead_of: str | None = None) -> InvalidValue | None:
        """Return why `rule_set` cannot be stored (in place of the set `instead_of`), or None when it can."""
        try:
            self.with_set(rule_set, instead_of)
        except InvalidValue as refusal:
            return refusal
        return None

    def with_set(self, rule_set: RuleSet, instead_of: str | None = None) -> "RuleBook":
        """Return the book with `rule_set` in place of the set `instead_of`, whose children follow a new name.

        Raises `InvalidValue`.
        """
        self._check_name(rule_set, instead_of)
        others = [other for key, other in self.sets.items() if key != instead_of]
        children = [_with_parent(other, instead_of, rule_set.key) for other in others]
        book = RuleBook([*children, rule_set])
        if problems := find_problems(book.rules(rule_set.key)):
            raise InvalidValue.combined(problems)
        for other in book.sets.values():
            if (
                other.key != rule_set.key
                and book.is_based_on(other.key, rule_set.key)
                and (problems := find_problems(book.rules(other.key)))
            ):
                raise InvalidValue(
                    "“{name}” is based on this and could not be played any more: {why}",
                    name=other.name,
                    why=problems[0],
                )
        return book

    def without(self, key: str) -> "RuleBook":
        """Return the book without the set `key`. Raises `InvalidValue` while others are based on it."""
        children = [rule_set.name for rule_set in self.children(key)]
        if len(children) == 1:
            raise InvalidValue("{name} is based on it. Delete that first.", name=children[0])
        if children:
            raise InvalidValue("{names} are based on it. Delete those first.", names=", ".join(children))
        return RuleBook(rule_set for rule_set in self.sets.values() if rule_set.key != key)

    def is_based_on(self, key: str, ancestor: str) -> bool:
        """Whether `ancestor` is a direct or indirect parent of `key`."""
        visited = set[str]()
        while key in self.sets and key not in visited:
            visited.add(key)
            key = self.sets[key].parent
            if key == ancestor:
                return True
        return False

    def _resolve(self, key: str) -> Rules | None:
        try:
            return self.rules(key)
        except InvalidValue:
            return None

    def _check_name(self, rule_set: RuleSet, instead_of: str | None) -> None:
        if not is_clean(rule_set.name):
            raise InvalidValue("The rule set needs a name.")
        reserved = {*PRESETS, *(rules.name.casefold() for rules in PRESETS.values())}
        if rule_set.key in reserved:
            raise InvalidValue("“{name}” is built in. Choose another name.", name=rule_set.name)
        if rule_set.key in self.sets.keys() - {instead_of}:
            raise InvalidValue(
                "There is a rule set “{name}” already. Choose another name.", name=self.sets[rule_set.key].name
            )
        if len(self.sets.keys() | {rule_set.key}) > MAX_RULE_SETS:
            raise InvalidValue("There are {most} rule sets already. Delete one first.", most=MAX_RULE_SETS)

    def _check_cycle(self, rule_set: RuleSet) -> None:
        if self.is_based_on(rule_set.key, rule_set.key):
            raise InvalidValue("“{name}” would be based on itself. Choose another base.", name=rule_set.name)


def _with_parent(rule_set: RuleSet, old: str | None, new: str) -> RuleSet:
    return RuleSet(rule_set.name, new, rule_set.changes) if rule_set.parent == old else rule_set


def _apply_changes(rule_set: RuleSet, parent: Rules) -> Rules:
    try:
        return normalize(
            msgspec.convert({**msgspec.to_builtins(parent), **rule_set.changes, "name": rule_set.name}, Rules)
        )
    except msgspec.ValidationError as error:
        raise InvalidValue("The rules of “{name}” cannot be read: {error}.", name=rule_set.name, error=error) from error


def make_rule_set(name: str, parent: str, rules: Rules, book: RuleBook) -> RuleSet:
    """Return the set named `name`, based on `parent`, that plays `rules`. Raises `InvalidValue`."""
    base = ACL if parent not in PRESETS and parent not in book.sets else book.rules(parent)
    return RuleSet(clean_text(name, MAX_NAME_LENGTH), parent, changed_fields(normalize(rules), base))
