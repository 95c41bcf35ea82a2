"""The network of a person on duty: break, stretches at other desks and of off-phone work, extension, early leave."""

from __future__ import annotations

from collections.abc import Iterator

from wfm.data.day_changes import ChangeKind
from wfm.roster.day.network import BACK, HOME, Draft, Move, Net, Node
from wfm.roster.day.options import Options, Way
from wfm.roster.day.state import Span, without
from wfm.roster.day.task import DayTask
from wfm.timegrid import MINUTES_PER_DAY

END = 1 << 20


class DutyNet:
    """Builds the network of one set of options."""

    def __init__(self, task: DayTask, options: Options) -> None:
        self.task, self.options, self.draft = task, options, Draft()
        self.length = task.interval
        self.first = max(task.first_slot, options.desk_from // self.length)
        self.last = -(-options.end // self.length)
        self.block = max(1, -(-task.settings.min_block_minutes // self.length))
        self.start = Node(self.first, True, self._rested(), HOME)
        self.end = Node(END, True, True, HOME)
        self.placings = list(self._placings())

    def build(self) -> Net:
        """The network; every node but the last two kinds belongs to an interval of the duty."""
        for slot in range(self.first, self.last + 1):
            for rested in (False, True):
                self._at_desk(slot, rested)
                for way in self.options.ways:
                    self._away(slot, rested, way)
        self._later()
        self._earlier()
        return self.draft.finish(self.start, self.end, self.options.project)

    def _rested(self) -> bool:
        pause = self.options.pause
        return pause is None or -(-pause[1] // self.length) <= self.first

    def _placings(self) -> Iterator[Span]:
        """Where the break may lie; one that has begun stays."""
        options = self.options
        if options.pause is None or self._rested():
            return
        yield options.pause
        if options.window is None or options.pause[0] < self.task.first_slot * self.length:
            return
        earliest, latest, minutes = options.window
        step = (options.pause[0] - options.begin) % self.length
        for after in range(earliest + (step - earliest) % self.length, latest + 1, self.length):
            since = options.begin + after
            if since >= self.task.first_slot * self.length and since != options.pause[0]:
                yield since, since + minutes

    def _cell(self, slot: int, project: str) -> tuple[int, ...]:
        place = self.task.place_of.get(project)
        inside = place is not None and slot < 2 * self.task.slots
        return (slot * len(self.task.demand.projects) + place,) if inside and place is not None else ()

    def _home_cells(self, since: int, until: int, pause: Span | None = None) -> tuple[int, ...]:
        """Cells of the own desk in intervals ``since``..``until`` (excluded)."""
        options = self.options
        cells: list[int] = []
        for slot in range(since, until) if options.project or options.account is not None else ():
            piece = (max(options.desk_from, slot * self.length), min(options.end, (slot + 1) * self.length))
            spent = sum(high - low for low, high in without([piece], [pause] if pause else []))
            if 2 * spent >= self.length:
                cells.extend(self._cell(slot, options.project) if options.account is None else (options.account,))
        return tuple(cells)

    def _at_desk(self, slot: int, rested: bool) -> None:
        for desk in (HOME, BACK):
            here = Node(slot, True, rested, desk)
            if slot < self.last:
                self.draft.add(here, Node(slot + 1, True, rested, desk), 0, self._home_cells(slot, slot + 1))
                if rested and self.task.release:
                    self._release(here)
            elif rested:
                self.draft.add(here, self.end)
            for pause in self.placings if not rested and slot < self.last else ():
                self._break(here, pause)

    def _break(self, here: Node, pause: Span) -> None:
        touched = max(self.first, pause[0] // self.length)
        if touched != here.slot:
            return
        after = min(self.last, -(-pause[1] // self.length))
        moved = pause != self.options.pause
        move = Move(ChangeKind.BREAK, *pause) if moved else None
        price = self.task.settings.move_break_price if moved else 0
        cells = self._home_cells(touched, after, pause)
        self.draft.add(here, Node(after, True, True, HOME), price, cells, (), move)

    def _away(self, slot: int, rested: bool, way: Way) -> None:
        away = Node(slot, False, rested, way.desk)
        if self._whole(slot, slot + self.block, way):
            until = slot + self.block
            self._leave(Node(slot, True, rested, HOME), until, way, way.going)
        if self._whole(slot, slot + 1, way):
            self._leave(away, slot + 1, way, 0)
        self.draft.add(away, Node(slot, True, rested, BACK))

    def _leave(self, tail: Node, until: int, way: Way, price: int) -> None:
        slots = tuple(range(tail.slot, until))
        if way.account is None:
            cells = tuple(cell for slot in slots for cell in self._cell(slot, way.project))
        else:
            cells = (way.account,) * len(slots)
        move = Move(way.kind, tail.slot * self.length, until * self.length, way.project, way.shift)
        lent = slots if way.kind is ChangeKind.LEND else ()
        head = Node(until, False, tail.rested, way.desk)
        self.draft.add(tail, head, price + way.interval * len(slots), cells, lent, move)

    def _whole(self, since: int, until: int, way: Way) -> bool:
        """Whether the intervals lie inside the duty; off-phone work is made up before the day ends."""
        options = self.options
        end = options.end if way.account is None else min(options.end, MINUTES_PER_DAY)
        return options.desk_from <= since * self.length and until * self.length <= end

    def _release(self, here: Node) -> None:
        since = here.slot * self.length
        if self.last - here.slot < self.block or since < self.options.desk_from or not self.options.project:
            return
        saving = self.task.settings.per_interval(self.task.settings.release_hour_saving, self.length)
        move = Move(ChangeKind.RELEASE, since, self.options.end)
        self.draft.add(here, self.end, -saving * (self.last - here.slot), (), (), move)

    def _later(self) -> None:
        settings, end = self.task.settings, self.options.end
        hour = settings.per_interval(settings.overtime_hour_price, self.length)
        for k in range(1, self.options.later + 1):
            since, until = end + (k - 1) * self.length, end + k * self.length
            move = Move(ChangeKind.EXTEND, since, until, self.options.project)
            cells = self._gained((self.options.desk_from, since), (self.options.desk_from, until))
            for desk in (HOME, BACK) if k == 1 else (HOME,):
                tail = Node(self.last + k - 1, True, True, desk)
                head = Node(self.last + k, True, True, HOME)
                self.draft.add(tail, head, hour + (settings.extend_price if k == 1 else 0), cells, (), move)
            self.draft.add(Node(self.last + k, True, True, HOME), self.end)

    def _earlier(self) -> None:
        """Come earlier and work the day as planned: one arc each."""
        settings, options = self.task.settings, self.options
        if options.begin < self.task.first_slot * self.length or options.begin % self.length:
            return
        hour = settings.per_interval(settings.overtime_hour_price, self.length)
        planned = self._planned()
        for k in range(1, options.earlier + 1):
            since = options.begin - k * self.length
            if since < self.task.first_slot * self.length:
                break
            cells = tuple(sorted({*planned, *self._gained((0, 0), (since, options.begin))}))
            move = Move(ChangeKind.EXTEND, since, options.begin, options.project)
            self.draft.add(self.start, self.end, settings.extend_price + k * hour, cells, (), move)

    def _planned(self) -> tuple[int, ...]:
        """Cells of the duty as it stands."""
        return self._home_cells(self.first, self.last, self.options.pause)

    def _gained(self, before: Span, after: Span) -> tuple[int, ...]:
        """Cells of the own desk that a longer stretch adds."""
        found: list[int] = []
        for slot in range(after[0] // self.length, -(-after[1] // self.length)):
            spent = [
                max(0, min(until, (slot + 1) * self.length) - max(since, slot * self.length)) for since, until in (before, after)
            ]
            if 2 * spent[1] >= self.length > 2 * spent[0]:
                found.extend(self._cell(slot, self.options.project))
        return tuple(found)
