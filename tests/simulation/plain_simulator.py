"""The same centre simulated plainly: every hang-up is an event, every choice looks at everybody. Oracle of the compiled loop."""

from __future__ import annotations

import heapq
import math

import numpy as np

from wfm.simulation import Calls, Desk, Tally, Window

HANG_UP, SESSION, DONE, ARRIVAL = range(4)


class PlainCentre:
    """State and tallies; ``run`` handles events one by one."""

    def __init__(self, calls: Calls, desk: Desk, window: Window, threshold: np.ndarray) -> None:
        self.calls, self.desk, self.window, self.threshold = calls, desk, window, threshold
        self.last = window.first + window.interval * window.intervals
        groups, projects = desk.level.shape
        shape = (projects, window.intervals)
        names = ("offered", "answered", "in_time", "abandoned", "waited")
        self.tally = {name: np.zeros(shape, np.int64) for name in names}
        self.wait_seconds, self.busy_seconds = np.zeros(shape), np.zeros(shape)
        self.group_busy, self.staffed = np.zeros((groups, window.intervals)), np.zeros((groups, window.intervals))
        self.seat_busy, self.seat_staffed = np.zeros(desk.seat_group.size), np.zeros(desk.seat_group.size)
        self.stranded = 0
        self.events: list[tuple[float, int, int, int]] = []
        self.waiting: list[int] = []
        self.idle: dict[int, float] = {}
        self.busy: set[int] = set()
        self.since: dict[int, float] = {}
        self.due: set[int] = set()
        self.sessions = {
            seat: sorted(
                (float(desk.session_start[k]), float(desk.session_end[k]))
                for k in range(desk.session_seat.size)
                if desk.session_seat[k] == seat
            )
            for seat in range(desk.seat_group.size)
        }

    def add(self, moment: float, kind: int, who: int) -> None:
        heapq.heappush(self.events, (moment, kind, len(self.events), who))

    def cell(self, call: int) -> tuple[int, int] | None:
        moment = self.calls.arrival[call]
        if not self.window.first <= moment < self.last:
            return None
        return int(self.calls.project[call]), int((moment - self.window.first) // self.window.interval)

    def count(self, name: str, call: int, wait: float = 0.0) -> None:
        cell = self.cell(call)
        if cell is not None:
            self.tally[name][cell] += 1
            self.wait_seconds[cell] += wait

    def spread(self, row: np.ndarray, since: float, until: float) -> float:
        total = 0.0
        for k in range(row.size):
            start = self.window.first + k * self.window.interval
            part = max(0.0, min(until, start + self.window.interval) - max(since, start))
            row[k] += part
            total += part
        return total

    def come_next(self, seat: int, earliest: float, late: float = 0.0) -> None:
        """Plan the seat's next session; one that an overrun has swallowed is skipped."""
        while self.sessions[seat]:
            start, end = self.sessions[seat][0]
            begin = max(earliest, start + late)
            if begin < end:
                self.add(begin, SESSION, seat)
                return
            self.sessions[seat].pop(0)
            earliest, late = begin, 0.0

    def leave(self, seat: int, now: float) -> None:
        group = self.desk.seat_group[seat]
        self.seat_staffed[seat] += self.spread(self.staffed[group], self.since.pop(seat), now)
        _, end = self.sessions[seat].pop(0)
        self.come_next(seat, now, now - end)

    def take(self, seat: int, call: int, now: float) -> None:
        project, group = int(self.calls.project[call]), self.desk.seat_group[seat]
        wait = now - self.calls.arrival[call]
        self.count("answered", call, wait)
        if wait <= self.threshold[project]:
            self.count("in_time", call)
        finish = now + self.calls.handling[call] / self.desk.speed[seat, project]
        self.seat_busy[seat] += self.spread(self.busy_seconds[project], now, finish)
        self.spread(self.group_busy[group], now, finish)
        self.busy.add(seat)
        self.add(finish, DONE, seat)

    def look(self, seat: int, now: float) -> None:
        """A free agent looks at all who wait."""
        level = self.desk.level[self.desk.seat_group[seat]]
        mine = [c for c in self.waiting if level[self.calls.project[c]] > 0]
        if not mine:
            self.idle[seat] = now
            return
        call = min(mine, key=lambda c: (level[self.calls.project[c]], self.calls.arrival[c]))
        self.waiting.remove(call)
        self.take(seat, call, now)

    def arrive(self, call: int, now: float) -> None:
        self.count("offered", call)
        project = int(self.calls.project[call])
        level = self.desk.level[self.desk.seat_group, project]
        breadth = (self.desk.level > 0).sum(axis=1)[self.desk.seat_group]
        able = [seat for seat in self.idle if level[seat] > 0]
        if able:
            seat = min(able, key=lambda s: (level[s], breadth[s], self.idle[s]))
            del self.idle[seat]
            self.take(seat, call, now)
            return
        self.count("waited", call)
        self.waiting.append(call)
        self.add(now + self.calls.patience[call], HANG_UP, call)

    def session(self, seat: int, now: float) -> None:
        if seat in self.busy:
            self.due.add(seat)
        elif seat in self.idle:
            del self.idle[seat]
            self.leave(seat, now)
        else:
            self.since[seat] = now
            self.add(self.sessions[seat][0][1], SESSION, seat)
            self.look(seat, now)

    def finished(self, seat: int, now: float) -> None:
        self.busy.remove(seat)
        if seat in self.due:
            self.due.remove(seat)
            self.leave(seat, now)
        else:
            self.look(seat, now)

    def run(self) -> Tally:
        for call, moment in enumerate(self.calls.arrival):
            self.add(float(moment), ARRIVAL, call)
        for seat in self.sessions:
            self.come_next(seat, -math.inf)
        while self.events and self.events[0][0] < math.inf:
            now, kind, _, who = heapq.heappop(self.events)
            if kind == HANG_UP and who in self.waiting:
                self.waiting.remove(who)
                self.count("abandoned", who, float(self.calls.patience[who]))
            elif kind == SESSION:
                self.session(who, now)
            elif kind == DONE:
                self.finished(who, now)
            elif kind == ARRIVAL:
                self.arrive(who, now)
        for seat, since in self.since.items():
            self.seat_staffed[seat] += self.spread(self.staffed[self.desk.seat_group[seat]], since, math.inf)
        for call in self.waiting:
            self.count("abandoned", call, self.last - self.calls.arrival[call])
            self.stranded += self.cell(call) is not None
        return Tally(
            **self.tally,
            wait_seconds=self.wait_seconds,
            busy_seconds=self.busy_seconds,
            group_busy_seconds=self.group_busy,
            staffed_seconds=self.staffed,
            seat_busy=self.seat_busy,
            seat_staffed=self.seat_staffed,
            stranded=self.stranded,
        )
