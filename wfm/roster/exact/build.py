"""A CP-SAT model under construction that knows the value of every variable in the start roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from ortools.sat.python import cp_model

Lit: TypeAlias = cp_model.IntVar
"""A boolean variable or its negation."""
Expr: TypeAlias = cp_model.LinearExprT


class Build:
    """Variables, constraints and prices. Each variable is made together with its value in the start roster, so the hint is
    complete, slacks included: without slack values CP-SAT often cannot use a hint at all."""

    def __init__(self) -> None:
        self.cp = cp_model.CpModel()
        self.values: list[int] = []
        self.paid: list[Lit] = []
        self.prices: list[int] = []
        self.constant = 0
        self.false = self._remember(self.cp.new_constant(0), 0)
        self.true = self._remember(self.cp.new_constant(1), 1)

    def flag(self, value: bool) -> Lit:
        """A boolean variable; ``value`` in the start roster."""
        return self._remember(self.cp.new_bool_var(""), int(value))

    def amount(self, high: int, value: int) -> Lit:
        """An integer variable 0..high; ``value`` in the start roster."""
        return self._remember(self.cp.new_int_var(0, high, ""), min(high, value))

    def _remember(self, variable: Lit, value: int) -> Lit:
        assert variable.index == len(self.values)
        self.values.append(value)
        return variable

    def read(self, literal: Lit) -> int:
        """Value of a variable or negated literal in the start roster."""
        index = int(literal.index)
        return self.values[index] if index >= 0 else 1 - self.values[-index - 1]

    def total(self, literals: Sequence[Lit]) -> int:
        """Sum of values in the start roster."""
        return sum(self.read(literal) for literal in literals)

    def require(self, relation: object, guard: Lit | None = None) -> None:
        """A linear relation (or a plain truth value), only when ``guard`` holds."""
        constraint = self.cp.add(relation)
        if guard is not None:
            constraint.only_enforce_if(guard)

    def never(self, literals: Sequence[Lit], guard: Lit | None = None) -> None:
        """Not all of ``literals`` together."""
        constraint = self.cp.add_bool_or([~literal for literal in literals])
        if guard is not None:
            constraint.only_enforce_if(guard)

    def together(self, literals: Sequence[Lit]) -> Lit:
        """A literal that is true when all are; it may be true otherwise, so it must cost something."""
        if len(literals) == 1:
            return literals[0]
        found = self.flag(all(self.read(literal) for literal in literals))
        self.cp.add_bool_or([*(~literal for literal in literals), found])
        return found

    def any_of(self, literals: Sequence[Lit]) -> Lit:
        """A literal that is true exactly when one of them is."""
        if len(literals) == 1:
            return literals[0]
        found = self.flag(any(self.read(literal) for literal in literals))
        for literal in literals:
            self.cp.add_implication(literal, found)
        self.cp.add_bool_or([*literals, ~found])
        return found

    def pay(self, variable: Lit, price: int) -> None:
        """Each unit of ``variable`` costs ``price``."""
        if price:
            self.paid.append(variable)
            self.prices.append(price)

    def finish(self, *, hint: bool) -> None:
        """Sets the objective, and the start roster as a complete hint."""
        self.cp.minimize(cp_model.LinearExpr.weighted_sum(self.paid, self.prices) + self.constant)
        if hint:
            self.cp.proto.solution_hint.vars.extend(range(len(self.values)))
            self.cp.proto.solution_hint.values.extend(self.values)


def weighted(variables: Sequence[Lit], weights: Sequence[int]) -> Expr:
    """Sum of ``weights`` x ``variables``; 0 without any."""
    return cp_model.LinearExpr.weighted_sum(variables, weights) if variables else 0
