"""The terms of one person, and of pairs, as constraints and prices.

Every price is >= 0 and the model minimises, so a slack or a pattern's literal is only bounded from below. ``guard``: the
hard parts hold only when this literal does (diagnosis); ``priced`` False posts no price.
"""

from __future__ import annotations

from collections import defaultdict

from wfm.data.terms import BAN, Allow, Band, Follow, PersonTerm, Run, Sequence, Sum, Together, Touch
from wfm.roster.exact.build import Build, Expr, Lit, weighted
from wfm.roster.exact.line import Line


def post(build: Build, line: Line, term: PersonTerm, last: str | None, *, guard: Lit | None = None, priced: bool = True) -> None:
    """States ``term`` about ``line``; ``last``: shift of the day before the horizon, None = not known."""
    match term:
        case Allow():
            for day in term.days:
                post_allow(build, line, term, day, guard=guard, priced=priced)
        case Follow():
            _follow(build, line, term, last, guard, priced)
        case Run():
            _run(build, line, term, guard, priced)
        case Sum():
            _sum(build, line, term, guard, priced)
        case Touch():
            _touch(build, line, term, guard, priced)
        case Sequence():
            _sequence(build, line, term, guard, priced)


def post_allow(build: Build, line: Line, term: Allow, day: int, *, guard: Lit | None = None, priced: bool = True) -> None:
    """States ``term`` about one of its days."""
    for literal in line.on(day, term.shifts, term.projects):
        if term.price == BAN:
            build.never([literal], guard)
        elif priced:
            build.pay(literal, term.price)


def post_together(build: Build, first: Line, second: Line, term: Together) -> None:
    """Days on which the labels of two lines differ cost the term's price."""
    for day in term.days:
        sets: defaultdict[int, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
        for which, line in enumerate((first, second)):
            for shift in line.shifts[day]:
                sets[term.labels.get(shift, -1)][which].add(shift)
        same = [(first.inside(day, frozenset(a)), second.inside(day, frozenset(b))) for a, b in sets.values() if a]
        differ = build.flag(any(build.read(a) > build.read(b) for a, b in same))
        for a, b in same:
            build.cp.add_bool_or([~a, b, differ])
        build.pay(differ, term.price)


def _follow(build: Build, line: Line, term: Follow, last: str | None, guard: Lit | None, priced: bool) -> None:
    after: defaultdict[str, set[str]] = defaultdict(set)
    for first, then in term.pairs:
        after[first].add(then)
    firsts: defaultdict[frozenset[str], set[str]] = defaultdict(set)
    for first, followers in after.items():
        firsts[frozenset(followers)].add(first)
    for day in range(len(line.shifts)):
        pairs = []
        for then_set, leaders in firsts.items():
            if day == 0:
                before = build.true if last in leaders else build.false
            else:
                before = line.inside(day - 1, frozenset(leaders))
            now = line.inside(day, then_set)
            if build.false.index not in (before.index, now.index):
                pairs.append([before, now])
        _patterns(build, pairs, term.price, guard, priced)


def _patterns(build: Build, patterns: list[list[Lit]], price: int, guard: Lit | None, priced: bool) -> None:
    """At most one of ``patterns`` can be complete; it costs ``price``."""
    if price == BAN:
        for pattern in patterns:
            build.never(pattern, guard)
    elif priced and price and patterns:
        found = build.flag(any(all(build.read(literal) for literal in pattern) for pattern in patterns))
        for pattern in patterns:
            build.cp.add_bool_or([*(~literal for literal in pattern), found])
        build.pay(found, price)


def _run(build: Build, line: Line, term: Run, guard: Lit | None, priced: bool) -> None:
    inside = [line.inside(day, term.shifts) for day in range(len(line.shifts))]
    band = term.band
    if band.hard_max is not None:
        for window in _overlong(inside, band.hard_max, term.before):
            build.never(window, guard)
    if band.soft_max is not None and priced and band.over:
        for window in _overlong(inside, band.soft_max, term.before):
            build.pay(build.together(window), band.over)
        build.pay(inside[0], band.over * max(0, term.before - band.soft_max))
    for length, pattern in _ended(inside, max(band.hard_min or 0, band.soft_min or 0), term.before):
        if band.hard_min is not None and length < band.hard_min:
            build.never(pattern, guard)
        elif band.soft_min is not None and priced and band.under:
            build.pay(build.together(pattern), band.under * (band.soft_min - length))


def _overlong(inside: list[Lit], limit: int, before: int) -> list[list[Lit]]:
    """For every day on which a run may be longer than ``limit``: the days that make it so."""
    windows = []
    for day in range(len(inside)):
        first = day - limit
        if first >= 0:
            windows.append(inside[first : day + 1])
        elif before + first >= 0:
            windows.append(inside[: day + 1])
    return windows


def _ended(inside: list[Lit], limit: int, before: int) -> list[tuple[int, list[Lit]]]:
    """Every run shorter than ``limit`` that ends inside the horizon: its length and the literals that make it one."""
    found = []
    for first in range(len(inside)):
        earlier = [~inside[first - 1]] if first else []
        for after in range(first + 1, len(inside)):
            length = after - first + (0 if first else before)
            if length >= limit:
                break
            found.append((length, [*earlier, *inside[first:after], ~inside[after]]))
    return found


def _sum(build: Build, line: Line, term: Sum, guard: Lit | None, priced: bool) -> None:
    variables: list[Lit] = []
    weights: list[int] = []
    low = high = term.before
    for day in range(max(0, term.first), min(len(line.shifts) - 1, term.last) + 1):
        possible = [(literal, term.weights.get(shift, 0)) for shift, literal in line.shifts[day].items()]
        low += min(weight for _, weight in possible)
        high += max(weight for _, weight in possible)
        variables += [literal for literal, weight in possible if weight]
        weights += [weight for _, weight in possible if weight]
    value = term.before + sum(build.read(v) * w for v, w in zip(variables, weights, strict=True))
    _band(build, weighted(variables, weights) + term.before, (low, high, value), term.band, guard, priced)


def _touch(build: Build, line: Line, term: Touch, guard: Lit | None, priced: bool) -> None:
    members: defaultdict[int, list[Lit]] = defaultdict(list)
    for day, group in enumerate(term.groups):
        if group >= 0:
            members[group].append(line.inside(day, term.shifts))
    touched = [build.any_of(literals) for literals in members.values()]
    value = term.before + build.total(touched)
    limits = (term.before, term.before + len(touched), value)
    _band(build, weighted(touched, [1] * len(touched)) + term.before, limits, term.band, guard, priced)


def _band(build: Build, quantity: Expr, limits: tuple[int, int, int], band: Band, guard: Lit | None, priced: bool) -> None:
    """``quantity`` lies in ``band``; ``limits``: its least, its greatest, its value in the start roster."""
    low, high, value = limits
    if band.hard_min is not None and low < band.hard_min:
        build.require(quantity >= band.hard_min, guard)
    if band.hard_max is not None and high > band.hard_max:
        build.require(quantity <= band.hard_max, guard)
    if priced and band.soft_min is not None and band.under and low < band.soft_min:
        missing = build.amount(band.soft_min - low, max(0, band.soft_min - value))
        build.require(quantity + missing >= band.soft_min)
        build.pay(missing, band.under)
    if priced and band.soft_max is not None and band.over and high > band.soft_max:
        spare = build.amount(high - band.soft_max, max(0, value - band.soft_max))
        build.require(quantity - spare <= band.soft_max)
        build.pay(spare, band.over)


def _sequence(build: Build, line: Line, term: Sequence, guard: Lit | None, priced: bool) -> None:
    """A literal per day and state that can be reached; the line decides them, whether or not its bans are in force."""
    layer = {term.start: build.true}
    for day, possible in enumerate(line.shifts):
        after: defaultdict[int, list[tuple[Lit, Lit]]] = defaultdict(list)
        charged: defaultdict[int, list[list[Lit]]] = defaultdict(list)
        for state, here in layer.items():
            by_next: defaultdict[int, set[str]] = defaultdict(set)
            by_price: defaultdict[int, set[str]] = defaultdict(set)
            for shift in possible:
                following, price = term.automaton.step[state].get(shift, (state, 0))
                by_next[following].add(shift)
                by_price[price].add(shift)
            for following, shifts in by_next.items():
                after[following].append((here, line.inside(day, frozenset(shifts))))
            for price, shifts in by_price.items():
                charged[price].append([here, line.inside(day, frozenset(shifts))])
        for price, patterns in charged.items():
            if price:
                _patterns(build, patterns, price, guard, priced)
        layer = _next_layer(build, after)


def _next_layer(build: Build, after: dict[int, list[tuple[Lit, Lit]]]) -> dict[int, Lit]:
    if len(after) == 1:
        return dict.fromkeys(after, build.true)
    layer = {}
    for state, ways in after.items():
        layer[state] = build.flag(any(build.read(here) and build.read(shift) for here, shift in ways))
        for here, shift in ways:
            build.cp.add_bool_or([~here, ~shift, layer[state]])
    build.cp.add_exactly_one(layer.values())
    return layer
