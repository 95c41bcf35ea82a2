"""Small worlds for the engines: all rules at once with drawn parameters, and terms drawn freely."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import numpy.typing as npt

from wfm.data.tables import OFF
from wfm.data.terms import BAN, Allow, Automaton, Band, Cover, Follow, Run, Sequence, Sum, Term, Together, Touch
from wfm.roster.engine.compile import Compiled, compile_problem, compile_terms
from wfm.roster.rules import RULES
from wfm.roster.rules.base import Example
from wfm.roster.rules.example import world

Table = npt.NDArray[np.int16]
SHIFTS = ("D", "E", "N", "S", OFF)


def mixed(seed: int, people: int = 4, days: int = 9) -> Compiled:
    """Every rule in force with drawn parameters; history, leave, locks, wishes, teams, curves, floors."""
    draw = random.Random(seed)
    names = [f"{number:03d}" for number in range(people)]
    first = draw.choice(("2026-07-30", "2026-08-01", "2026-08-05"))
    example = Example(
        "drawn",
        {name: _history(draw) + "|" + "." * days for name in names},
        start=first,
        people={name: _person(draw) for name in names},
        contract={"month_minutes": draw.choice((1440, 2400, 3360)), "max_days_per_week": draw.choice((4, 5, None))},
        leave=tuple((name, day, day + draw.randint(0, 2), "annual") for name in names for day in _some(draw, days, 0.4)),
        locks=tuple((name, day, draw.choice(("D", "N/P", "-"))) for name in names for day in _some(draw, days, 0.2)),
        wishes=tuple(_wish(draw, name, days) for name in names for _ in range(2)),
        skills=tuple(
            {"employee": name, "project": project, "priority": priority}
            for name in names
            for priority, project in enumerate(draw.choice((("P", "Q"), ("Q", "P"), ("P",))), 1)
        ),
        need={(draw.randrange(days), slot): draw.randint(1, people) for slot in range(0, 48, 3)},
        floor={(draw.randrange(days), slot): 1 for slot in range(16, 36, 4)},
        requirements=tuple(
            {"day": draw.randrange(days), "shift": shift, "agents": 1, "missing_price": 9, "spare_price": 2} for shift in "DE"
        ),
        beside={rule.id: _parameters(draw, rule.id) for rule in RULES},
    )
    problem, _ = world(example)
    return compile_problem(problem)


def _history(draw: random.Random) -> str:
    return "".join(draw.choices("DEN..?", k=draw.randint(0, 8)))


def _person(draw: random.Random) -> dict[str, Any]:
    person: dict[str, Any] = {
        "team": draw.choice(("", "red", "red")),
        "grade": draw.randint(1, 5),
        "leader": draw.random() < 0.4,
        "energy_value": draw.choice((95, 80)),
        "carry_minutes": draw.choice((0, 120, -480)),
        "nights_before": draw.randint(0, 3),
        "weekends_before": draw.randint(0, 2),
    }
    if draw.random() < 0.3:
        person |= {"rotation": "D D E - -", "rotation_anchor": "2026-08-03"}
    if draw.random() < 0.2:
        person["no_nights_until"] = "2026-08-06"
    return person


def _some(draw: random.Random, days: int, share: float) -> list[int]:
    return [draw.randrange(days)] if draw.random() < share else []


def _wish(draw: random.Random, name: str, days: int) -> dict[str, Any]:
    wish = {"employee": name, "day": draw.randrange(days), "weight": draw.randint(1, 30), "hard": draw.random() < 0.1}
    return wish | draw.choice(({"wish": "off"}, {"wish": "shift", "value": "D"}, {"wish": "avoid-kind", "value": "night"}))


def _parameters(draw: random.Random, rule: str) -> dict[str, Any]:
    level: dict[str, Any] = {"level": "priced", "price": draw.randint(1, 40)} if draw.random() < 0.6 else {"level": "hard"}
    price = {"price": draw.randint(1, 40)}
    return {
        "valid-certificate": {"second_project_price": 3},
        "min-rest": level | {"hours": draw.choice((8.5, 11, 16))},
        "max-consecutive-days": level | {"days": draw.randint(2, 5)},
        "weekly-rest-day": level | {"days": draw.randint(1, 3)},
        "max-days-per-week": level,
        "monthly-hours": {"hard_over_hours": 16, "hard_under_hours": draw.choice((None, 24))},
        "night-quota": level | {"nights": draw.randint(0, 3)},
        "night-run": level | {"nights": draw.randint(1, 3)},
        "recovery-after-nights": level,
        "weekends-off": level,
        "rest-together": level | {"days": draw.randint(2, 3)},
        "shift-consistency": price,
        "team-rotation": price,
        "team-together": price,
        "night-fairness": price,
        "weekend-fairness": price,
        "project-floor": {"price": 17},
        "shift-leader": price,
        "senior-on-night": price,
    }.get(rule, {})


def drawn_terms(seed: int, people: int = 3, days: int = 7) -> Compiled:
    """Terms of every kind with bands, groups, automata and curves no rule may happen to use."""
    draw = random.Random(seed)
    names = [f"{number:03d}" for number in range(people)]
    problem, _ = world(Example("drawn", {name: _history(draw) + "|" + "." * days for name in names}))
    terms: list[Term] = []
    for name in names:
        terms += [_allow(draw, name, days) for _ in range(3)]
        terms += [Follow("follow", name, _pairs(draw), _price(draw)) for _ in range(2)]
        terms += [Run("run", name, _class(draw), _band(draw, 4), draw.randint(0, 5)) for _ in range(2)]
        for _ in range(2):
            first = draw.randint(-2, days - 1)
            weights = {shift: draw.randint(0, 4) for shift in draw.sample(SHIFTS, 3)}
            terms.append(Sum("sum", name, weights, first, first + draw.randint(0, days), _band(draw, 12), draw.randint(0, 3)))
        groups = tuple(draw.randint(-1, 3) for _ in range(days))
        terms.append(Touch("touch", name, _class(draw), groups, _band(draw, 4), draw.randint(0, 2)))
        terms.append(Touch("touch", name, _class(draw), tuple(day // 2 for day in range(days)), _band(draw, 4)))
        terms.append(Sequence("sequence", name, _automaton(draw), draw.randint(0, 2)))
    terms += [
        Together("together", *draw.sample(names, 2), {"D": 1, "E": 1, "N": 2}, tuple(range(0, days, 2)), draw.randint(1, 9))
        for _ in "ab"
    ]
    terms += [_cover(draw, names, days, interval) for interval in (True, True, False)]
    return compile_terms(problem, terms)


def _class(draw: random.Random) -> frozenset[str]:
    return frozenset(draw.sample(SHIFTS, draw.randint(1, 3)))


def _price(draw: random.Random) -> int:
    return BAN if draw.random() < 0.2 else draw.randint(0, 20)


def _allow(draw: random.Random, name: str, days: int) -> Allow:
    chosen = tuple(sorted(draw.sample(range(days), draw.randint(1, days))))
    if draw.random() < 0.4:
        return Allow("allow", name, chosen, _price(draw), projects=frozenset(draw.choice("PQ")))
    working = frozenset(draw.sample(SHIFTS[:4], draw.randint(1, 2)))
    return Allow("allow", name, chosen, _price(draw), draw.choice((None, working, working, frozenset({OFF}))))


def _pairs(draw: random.Random) -> frozenset[tuple[str, str]]:
    return frozenset((draw.choice(SHIFTS), draw.choice(SHIFTS)) for _ in range(draw.randint(1, 6)))


def _band(draw: random.Random, most: int) -> Band:
    low, soft, soft_top, top = sorted(draw.randint(0, most) for _ in range(4))
    return Band(
        hard_min=low // 2 if draw.random() < 0.2 else None,
        soft_min=soft if draw.random() < 0.5 else None,
        soft_max=soft_top if draw.random() < 0.7 else None,
        hard_max=top + 2 if draw.random() < 0.4 else None,
        under=draw.randint(0, 9),
        over=draw.randint(0, 9),
    )


def _automaton(draw: random.Random) -> Automaton:
    return Automaton(
        tuple(
            {shift: (draw.randrange(3), BAN if draw.random() < 0.07 else draw.randint(0, 8)) for shift in draw.sample(SHIFTS, 3)}
            for _ in range(3)
        )
    )


def _cover(draw: random.Random, names: list[str], days: int, interval: bool) -> Cover:
    slots = 48 if interval else 1
    curves = [_curve(draw) for _ in range(days * slots)]
    return Cover(
        rule="cover",
        label="drawn",
        interval=interval,
        slots=slots,
        offset=np.cumsum([0, *map(len, curves)], dtype=np.int64),
        loss=np.array([value for curve in curves for value in curve], np.int64),
        members=draw.choice((None, frozenset(names[:2]))),
        projects=draw.choice((None, frozenset("P"))),
        shifts=draw.choice((None, frozenset("DN"))),
    )


def _curve(draw: random.Random) -> list[int]:
    """Convex: often empty; else constant, falling, falling and rising again."""
    steps = sorted(draw.randint(-12, 4) for _ in range(draw.randint(0, 4)))
    curve = [60]
    for step in steps:
        curve.append(curve[-1] + step)
    return curve if draw.random() < 0.3 else []


def worlds(seed: int) -> Compiled:
    """Even seeds: all rules; odd: drawn terms."""
    return drawn_terms(seed) if seed % 2 else mixed(seed)


def desks(seed: int) -> Compiled:
    """Like ``worlds``, small enough to be solved to the optimum in a second or two."""
    return drawn_terms(seed, people=2, days=5) if seed % 2 else mixed(seed, people=3, days=6)


def drawn_roster(compiled: Compiled, seed: int, idle: float = 0.3) -> Table:
    """Codes from those allowed, days off with probability ``idle`` where they are."""
    draw = random.Random(seed)
    model = compiled.model
    people, days, _ = model.allow_shift.shape
    table = np.zeros((people, days), np.int16)
    for cell in range(people * days):
        allowed = model.cand[model.cand_ptr[cell] : model.cand_ptr[cell + 1]]
        if len(allowed) and not (allowed[0] == 0 and draw.random() < idle):
            table.flat[cell] = draw.choice(list(allowed))
    return table


def any_roster(compiled: Compiled, seed: int) -> Table:
    """Codes without regard to what is allowed."""
    generator = np.random.default_rng(seed)
    people, days, _ = compiled.model.allow_shift.shape
    return generator.integers(0, len(compiled.codes), (people, days)).astype(np.int16) * (generator.random((people, days)) < 0.5)
