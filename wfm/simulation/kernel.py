"""The compiled event loop: sessions, completions and arrivals in order of time; abandonment settled when a queue is looked at.

A caller who hangs up changes nothing for the others until an agent turns to the queue, so no event is kept for it: heads of a
queue whose patience has run out are dropped then, dated to the moment they hung up. Events at the same moment: sessions first,
then completions, then arrivals; so who is due to leave takes no further call, and who comes is there for it.
"""

from __future__ import annotations

import numpy as np
from numba import njit

AWAY, IDLE, BUSY = 0, 1, 2
_FOREVER = np.inf


@njit(cache=True, nogil=True, error_model="numpy", inline="always", _nrt=False)
def _push(times, items, size, time, item):
    """Add to the heap of ``size`` entries."""
    child = size
    while child > 0:
        parent = (child - 1) >> 1
        if times[parent] <= time:
            break
        times[child] = times[parent]
        items[child] = items[parent]
        child = parent
    times[child] = time
    items[child] = item


@njit(cache=True, nogil=True, error_model="numpy", inline="always", _nrt=False)
def _drop_first(times, items, size):
    """Remove the earliest of the heap's ``size`` entries."""
    last = size - 1
    time, item = times[last], items[last]
    hole = 0
    child = 1
    while child < last:
        if child + 1 < last and times[child + 1] < times[child]:
            child += 1
        if times[child] >= time:
            break
        times[hole] = times[child]
        items[hole] = items[child]
        hole = child
        child = 2 * hole + 1
    times[hole] = time
    items[hole] = item


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _spread(table, row, since, until, first, interval):
    """Add the seconds of [since, until) to the intervals of ``table[row]``; returns those inside the window."""
    intervals = table.shape[1]
    low = max(since, first)
    high = min(until, first + interval * intervals)
    if high <= low:
        return 0.0
    k = int((low - first) / interval)
    begin = low
    while begin < high and k < intervals:
        end = min(high, first + (k + 1) * interval)
        if end > begin:
            table[row, k] += end - begin
            begin = end
        k += 1
    return high - low


@njit(cache=True, nogil=True, error_model="numpy", inline="always", _nrt=False)
def _slot(moment, first, interval, intervals):
    """The interval of a moment inside the window; rounding never leads out of it."""
    return min(int((moment - first) / interval), intervals - 1)


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _join_idle(seat, group, head, tail, before, after):
    """Put a seat at the end of its group's idle list: the one idle longest stands first."""
    before[seat], after[seat] = tail[group], -1
    if tail[group] >= 0:
        after[tail[group]] = seat
    else:
        head[group] = seat
    tail[group] = seat


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _leave_idle(seat, group, head, tail, before, after):
    """Take a seat out of its group's idle list."""
    left, right = before[seat], after[seat]
    if left >= 0:
        after[left] = right
    else:
        head[group] = right
    if right >= 0:
        before[right] = left
    else:
        tail[group] = left


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _best_idle(p, serve_ptr, serve_group, serve_rank, idle_head, idle_since):
    """The idle seat that gets a call of project p: best rank, then idle longest; -1 when all are busy or away."""
    best, best_rank = -1, 0
    for k in range(serve_ptr[p], serve_ptr[p + 1]):
        if best >= 0 and serve_rank[k] > best_rank:
            break
        head = idle_head[serve_group[k]]
        if head >= 0 and (best < 0 or idle_since[head] < idle_since[best]):
            best, best_rank = head, serve_rank[k]
    return best


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _settle(p, now, first, last, interval, arrival, patience, queue_head, behind, abandoned, wait_seconds):
    """Drop heads of queue p that have hung up by ``now``; returns how many of them counted."""
    head = queue_head[p]
    settled = 0
    while head >= 0 and arrival[head] + patience[head] <= now:
        if first <= arrival[head] < last:
            slot = _slot(arrival[head], first, interval, abandoned.shape[1])
            abandoned[p, slot] += 1
            wait_seconds[p, slot] += patience[head]
            settled += 1
        head = behind[head]
    queue_head[p] = head
    return settled


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _strand(p, first, last, interval, arrival, patience, queue_head, behind, abandoned, wait_seconds):
    """After the last event: who still stands in queue p is never answered. Returns the counted ones of endless patience."""
    stranded = 0
    head = queue_head[p]
    while head >= 0:
        if first <= arrival[head] < last:
            slot = _slot(arrival[head], first, interval, abandoned.shape[1])
            abandoned[p, slot] += 1
            if patience[head] < _FOREVER:
                wait_seconds[p, slot] += patience[head]
            else:
                stranded += 1
                wait_seconds[p, slot] += last - arrival[head]
        head = behind[head]
    return stranded


@njit(cache=True, nogil=True, error_model="numpy", _nrt=False)
def _events(
    arrival,
    project,
    handling,
    patience,
    session_start,
    session_end,
    session_ptr,
    seat_group,
    speed,
    serve_ptr,
    serve_group,
    serve_rank,
    take_ptr,
    take_project,
    take_level,
    threshold,
    first,
    interval,
    offered,
    answered,
    in_time,
    abandoned,
    waited,
    wait_seconds,
    busy_seconds,
    group_busy,
    staffed_seconds,
    seat_busy,
    seat_staffed,
    done_time,
    done_seat,
    staff_time,
    staff_seat,
    status,
    leaving,
    current,
    since,
    idle_since,
    before,
    after,
    idle_head,
    idle_tail,
    queue_head,
    queue_tail,
    behind,
):
    """The loop itself, on buffers handed in: without Numba's reference counting, which would cost a third of the time."""
    calls, projects = arrival.shape[0], threshold.shape[0]
    seats = seat_group.shape[0]
    intervals = offered.shape[1]
    last = first + interval * intervals

    done, staff = 0, 0
    unsettled = 0
    next_call = 0

    for seat in range(seats):
        current[seat] = session_ptr[seat]
        if session_ptr[seat] < session_ptr[seat + 1]:
            _push(staff_time, staff_seat, staff, session_start[session_ptr[seat]], seat)
            staff += 1

    while True:
        t_done = done_time[0] if done > 0 else _FOREVER
        t_staff = staff_time[0] if staff > 0 else _FOREVER
        t_call = arrival[next_call] if next_call < calls else _FOREVER
        now = min(t_done, min(t_staff, t_call))
        if now == _FOREVER or (now >= last and unsettled == 0):
            break
        free = -1  # the seat that looks for a call now
        taker, call = -1, -1  # the seat that takes a call now, and the call
        gone = -1  # the seat that leaves the desk now
        late = 0.0
        if t_staff <= now:
            seat = staff_seat[0]
            _drop_first(staff_time, staff_seat, staff)
            staff -= 1
            session = current[seat]
            if status[seat] == BUSY:
                leaving[seat] = True
            elif status[seat] == IDLE:
                _leave_idle(seat, seat_group[seat], idle_head, idle_tail, before, after)
                gone = seat
            elif now < session_end[session]:
                since[seat] = now
                _push(staff_time, staff_seat, staff, session_end[session], seat)
                staff += 1
                free = seat
            elif session + 1 < session_ptr[seat + 1]:
                current[seat] = session + 1
                _push(staff_time, staff_seat, staff, max(now, session_start[session + 1]), seat)
                staff += 1
        elif t_done <= now:
            seat = done_seat[0]
            _drop_first(done_time, done_seat, done)
            done -= 1
            if leaving[seat]:
                leaving[seat] = False
                late = now - session_end[current[seat]]
                gone = seat
            else:
                free = seat
        else:
            p = project[next_call]
            counted = first <= now < last
            if counted:
                offered[p, _slot(now, first, interval, intervals)] += 1
            taker = _best_idle(p, serve_ptr, serve_group, serve_rank, idle_head, idle_since)
            if taker >= 0:
                call = next_call
                _leave_idle(taker, seat_group[taker], idle_head, idle_tail, before, after)
            else:
                if counted:
                    waited[p, _slot(now, first, interval, intervals)] += 1
                    unsettled += 1
                if queue_head[p] < 0:
                    queue_head[p] = next_call
                else:
                    behind[queue_tail[p]] = next_call
                queue_tail[p] = next_call
            next_call += 1

        if gone >= 0:
            status[gone] = AWAY
            seat_staffed[gone] += _spread(staffed_seconds, seat_group[gone], since[gone], now, first, interval)
            following = current[gone] + 1
            if following < session_ptr[gone + 1]:
                current[gone] = following
                _push(staff_time, staff_seat, staff, session_start[following] + late, gone)
                staff += 1
        elif free >= 0:
            group = seat_group[free]
            chosen, chosen_level, chosen_arrival = -1, 0, _FOREVER
            for k in range(take_ptr[group], take_ptr[group + 1]):
                if chosen >= 0 and take_level[k] > chosen_level:
                    break
                p = take_project[k]
                unsettled -= _settle(
                    p, now, first, last, interval, arrival, patience, queue_head, behind, abandoned, wait_seconds
                )
                head = queue_head[p]
                if head >= 0 and arrival[head] < chosen_arrival:
                    chosen, chosen_level, chosen_arrival = p, take_level[k], arrival[head]
            if chosen >= 0:
                taker, call = free, queue_head[chosen]
                queue_head[chosen] = behind[call]
                if first <= arrival[call] < last:
                    unsettled -= 1
            else:
                status[free] = IDLE
                idle_since[free] = now
                _join_idle(free, group, idle_head, idle_tail, before, after)

        if taker >= 0:
            p = project[call]
            if first <= arrival[call] < last:
                slot = _slot(arrival[call], first, interval, intervals)
                wait = now - arrival[call]
                answered[p, slot] += 1
                wait_seconds[p, slot] += wait
                if wait <= threshold[p]:
                    in_time[p, slot] += 1
            finish = now + handling[call] / speed[taker, p]
            status[taker] = BUSY
            seat_busy[taker] += _spread(busy_seconds, p, now, finish, first, interval)
            _spread(group_busy, seat_group[taker], now, finish, first, interval)
            _push(done_time, done_seat, done, finish, taker)
            done += 1

    for seat in range(seats):
        if status[seat] != AWAY:
            until = last if leaving[seat] else min(last, session_end[current[seat]])
            seat_staffed[seat] += _spread(staffed_seconds, seat_group[seat], since[seat], until, first, interval)
    stranded = 0
    for p in range(projects):
        stranded += _strand(p, first, last, interval, arrival, patience, queue_head, behind, abandoned, wait_seconds)
    return stranded


@njit(cache=True, nogil=True)
def event_loop(
    arrival,
    project,
    handling,
    patience,
    session_start,
    session_end,
    session_ptr,
    seat_group,
    speed,
    serve_ptr,
    serve_group,
    serve_rank,
    take_ptr,
    take_project,
    take_level,
    threshold,
    first,
    interval,
    offered,
    answered,
    in_time,
    abandoned,
    waited,
    wait_seconds,
    busy_seconds,
    group_busy,
    staffed_seconds,
    seat_busy,
    seat_staffed,
):
    """Run all calls; the tallies are filled in place. Returns the number of counted calls of endless patience that nobody
    answered: they are counted as abandoned, waiting to the window's end, when the last event is over.

    Sessions lie seat by seat: those of seat s are ``session_ptr[s]`` to ``session_ptr[s + 1]``. ``serve_*``: groups that serve a
    project, best rank first. ``take_*``: projects a group takes, best level first.
    """
    calls, projects = arrival.shape[0], threshold.shape[0]
    seats, groups = seat_group.shape[0], staffed_seconds.shape[0]
    done_time, done_seat = np.empty(seats + 1), np.empty(seats + 1, np.int32)
    staff_time, staff_seat = np.empty(seats + 1), np.empty(seats + 1, np.int32)
    status = np.zeros(seats, np.int8)
    leaving = np.zeros(seats, np.bool_)
    current = np.empty(seats, np.int64)
    since = np.zeros(seats)
    idle_since = np.zeros(seats)
    before, after = np.full(seats, -1, np.int32), np.full(seats, -1, np.int32)
    idle_head, idle_tail = np.full(groups, -1, np.int32), np.full(groups, -1, np.int32)
    queue_head, queue_tail = np.full(projects, -1, np.int64), np.full(projects, -1, np.int64)
    behind = np.full(calls, -1, np.int64)
    return _events(
        arrival,
        project,
        handling,
        patience,
        session_start,
        session_end,
        session_ptr,
        seat_group,
        speed,
        serve_ptr,
        serve_group,
        serve_rank,
        take_ptr,
        take_project,
        take_level,
        threshold,
        first,
        interval,
        offered,
        answered,
        in_time,
        abandoned,
        waited,
        wait_seconds,
        busy_seconds,
        group_busy,
        staffed_seconds,
        seat_busy,
        seat_staffed,
        done_time,
        done_seat,
        staff_time,
        staff_seat,
        status,
        leaving,
        current,
        since,
        idle_since,
        before,
        after,
        idle_head,
        idle_tail,
        queue_head,
        queue_tail,
        behind,
    )
