"""Compiled annealing over lines: proposes, prices the touched stretch, accepts or undoes.

One call works on some people and some days of a shared roster. Two calls on disjoint people x day blocks, with one day
left between the day blocks because nights spill over, touch no common number: they may run in two threads.

Compiled without Numba's reference counting (``_nrt=False``): the model is a tuple of some fifty arrays, and counting
references to each at every inlined call made the loop eight times slower. Nothing here allocates, so nothing can leak;
the caller hands over the buffers.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from wfm.roster.engine.cover import place, replace_delta
from wfm.roster.engine.line import REFUSED, stretch_delta

STAY = 8
"""Proposals to one person before the next is drawn: what the person's terms need stays in the cache."""

SWAP_DAYS = 7
"""Longest stretch that two people exchange or one person shifts by a day."""


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def draw(rng):
    """Next 64 random bits (xorshift64*)."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return x * np.uint64(2685821657736338717)


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def below(rng, n):
    """A random number in 0..n-1."""
    return np.int64((draw(rng) >> np.uint64(33)) % np.uint64(n))


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def uniform(rng):
    """A random number in (0, 1]."""
    return (np.float64(draw(rng) >> np.uint64(11)) + 1.0) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def propose(M, S, position, people, kin_first, kin_last, kin, first_day, last_day, rng, who, codes):
    """Fill ``who`` and ``codes`` with a proposal: (people involved, first changed day, last changed day); 0 people = none."""
    days = S.code.shape[1]
    window = last_day - first_day + 1
    e = people[position]
    day = first_day + below(rng, window)
    kind = below(rng, 100)
    now = S.code[e, day]
    involved = 0
    lo = day
    hi = day
    who[0] = e
    if kind < 44:
        cell = e * days + day
        size = M.cand_ptr[cell + 1] - M.cand_ptr[cell]
        if size > 1:
            if kind < 14 and now != 0:
                begin = M.same_ptr[now]
                code = M.same[begin + below(rng, M.same_ptr[now + 1] - begin)]
            elif kind < 18:
                code = M.cand[M.cand_ptr[cell]]
            else:
                code = M.cand[M.cand_ptr[cell] + below(rng, size)]
            if code != now:
                involved = 1
                for k in range(days):
                    codes[0, k] = S.code[e, k]
                codes[0, day] = code
    elif kind < 68:
        other = first_day + below(rng, window)
        if S.code[e, other] != now:
            involved = 1
            lo = min(day, other)
            hi = max(day, other)
            for k in range(days):
                codes[0, k] = S.code[e, k]
            codes[0, day] = S.code[e, other]
            codes[0, other] = now
    elif kind < 92:
        size = kin_last[position] - kin_first[position]
        if kind < 88:
            f = people[kin[kin_first[position] + below(rng, size)]]
        else:
            f = people[below(rng, people.shape[0])]
        hi = min(last_day, day + below(rng, SWAP_DAYS))
        if f != e:
            for k in range(days):
                codes[0, k] = S.code[e, k]
                codes[1, k] = S.code[f, k]
            for k in range(lo, hi + 1):
                if codes[0, k] != codes[1, k]:
                    involved = 2
                    codes[0, k] = S.code[f, k]
                    codes[1, k] = S.code[e, k]
            who[1] = f
    else:
        hi = min(last_day, day + 1 + below(rng, SWAP_DAYS))
        if hi > lo:
            involved = 1
            for k in range(days):
                codes[0, k] = S.code[e, k]
            if kind < 96:
                for k in range(lo, hi):
                    codes[0, k] = S.code[e, k + 1]
                codes[0, hi] = S.code[e, lo]
            else:
                for k in range(lo + 1, hi + 1):
                    codes[0, k] = S.code[e, k - 1]
                codes[0, lo] = S.code[e, hi]
    return involved, lo, hi


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def exchange(M, S, involved, who, codes, lo, hi, forward):
    """Move ``count`` from the present days lo..hi to the proposed ones (or back); returns the change of cost."""
    delta = np.int64(0)
    for step in range(2):
        sign = 1 if step == 1 else -1
        for q in range(involved):
            e = who[q]
            for day in range(lo, hi + 1):
                if S.code[e, day] != codes[q, day]:
                    code = codes[q, day] if (step == 1) == forward else S.code[e, day]
                    delta += place(M, S.count, M.profile[e], code, day, sign)
    return delta


@njit(cache=True, nogil=True, inline="always", _nrt=False)
def pairs_delta(M, S, involved, who, shifts, lo, hi):
    """Change of the price of pairs when the people in ``who`` take their proposed shifts on days lo..hi."""
    delta = np.int64(0)
    for q in range(involved):
        e = who[q]
        for k in range(M.pair_ptr[e], M.pair_ptr[e + 1]):
            row = M.pair_row[k]
            other = M.pair_other[k]
            inside = involved == 2 and other == who[1 - q]
            for day in range(lo, hi + 1):
                if M.day_masks[M.pair_days[k], day]:
                    before = M.labels[row, S.shift[e, day]] != M.labels[row, S.shift[other, day]]
                    partner = shifts[1 - q, day] if inside else S.shift[other, day]
                    after = M.labels[row, shifts[q, day]] != M.labels[row, partner]
                    if not inside or q == 0:
                        delta += M.pair_price[k] * (np.int64(after) - np.int64(before))
    return delta


@njit(cache=True, nogil=True, _nrt=False)
def anneal(M, S, codes, shifts, who, people, kin_first, kin_last, kin, first_day, last_day, moves, hot, cold, rng):
    """Run ``moves`` proposals on ``people`` x days first_day..last_day while the temperature falls from hot to cold.

    ``kin[kin_first[i]:kin_last[i]]``: positions in ``people`` of those alike to position i, to swap with by preference.
    Returns (change of internal cost, accepted moves). One body with its parts inlined: see ``stretch_delta``.
    """
    days = S.code.shape[1]
    total = np.int64(0)
    accepted = np.int64(0)
    cooling = (cold / hot) ** (1.0 / max(1.0, moves / 256.0))
    temperature = hot
    position = np.int64(0)
    for move in range(moves):
        if move % STAY == 0:
            position = below(rng, people.shape[0])
        if move & 255 == 255:
            temperature *= cooling
        involved, lo, hi = propose(M, S, position, people, kin_first, kin_last, kin, first_day, last_day, rng, who, codes)
        if involved == 0:
            continue
        limit = np.int64(-temperature * np.log(uniform(rng)))
        delta = np.int64(0)
        paired = False
        for q in range(involved):
            e = who[q]
            same = True
            for day in range(lo, hi + 1):
                new = codes[q, day]
                old = S.code[e, day]
                if new != old:
                    delta += M.allow_project[e, day, M.project_of[new]] - M.allow_project[e, day, M.project_of[old]]
                    same = same and M.shift_of[new] == S.shift[e, day]
            if delta >= REFUSED:
                break
            if M.pair_ptr[e + 1] > M.pair_ptr[e]:
                paired = True
            for day in range(days):
                shifts[q, day] = M.shift_of[codes[q, day]]
            if not same:
                delta += stretch_delta(M, S.sums, e, q, S.shift, shifts, lo, hi)
                if delta >= REFUSED:
                    break
        if delta >= REFUSED:
            continue
        if paired:
            delta += pairs_delta(M, S, involved, who, shifts, lo, hi)
        if involved == 2 and M.profile[who[0]] == M.profile[who[1]]:
            if delta > limit:
                continue
        elif involved == 1 and lo == hi:
            delta += replace_delta(M, S.count, M.profile[who[0]], S.code[who[0], lo], codes[0, lo], lo)
            if delta > limit:
                continue
            exchange(M, S, involved, who, codes, lo, hi, True)
        else:
            delta += exchange(M, S, involved, who, codes, lo, hi, True)
            if delta > limit:
                exchange(M, S, involved, who, codes, lo, hi, False)
                continue
        for q in range(involved):
            e = who[q]
            for k in range(M.sum_ptr[e], M.sum_ptr[e + 1]):
                for day in range(max(lo, M.sum_days[k, 0]), min(hi, M.sum_days[k, 1]) + 1):
                    S.sums[k] += M.weights[M.sum_row[k], shifts[q, day]] - M.weights[M.sum_row[k], S.shift[e, day]]
            for day in range(lo, hi + 1):
                S.code[e, day] = codes[q, day]
                S.shift[e, day] = shifts[q, day]
        total += delta
        accepted += 1
    return total, accepted
