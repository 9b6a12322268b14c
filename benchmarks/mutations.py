"""Small faults that can be put into a module: what `benchmarks/mutants.py` draws from.

No faults are made where none can be seen: annotations, documentation, decorators, `__slots__`
and the sizes of caches (`lru_cache` answers the same whatever its size). Patterns and lists of
words are data and stay as they are.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
ANSWERS = {
    "agree": "contradict", "contradict": "unknown", "unknown": "contradict", "half": "agree",
    "auto": "review", "review": "no", "no": "review",
}  # fmt: skip
CALLS = {"any": "all", "all": "any", "min": "max", "max": "min"}
LISTING = {"all_of", "any_of", "title_is", "journal_is", "authors_are"}
"""Functions of which every argument is one condition or one value of several."""


class Mutation(NamedTuple):
    """One fault, not made yet."""

    line: int
    change: str
    make: Callable[[], object]
    """Puts the fault into the tree that it was found in."""


def mutations(tree: ast.AST) -> list[Mutation]:
    """Every fault that can be put into a tree, in a fixed order."""
    return [found for node in _nodes(tree) for found in _of_node(node)]


def source_with(text: str, number: int) -> str:
    """The source of a module with the fault of this number in it."""
    tree = ast.parse(text)
    mutations(tree)[number].make()
    return ast.unparse(ast.fix_missing_locations(tree))


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_unseen(child):
                yield from _nodes(child)


def _is_unseen(node: ast.AST) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=[ast.Name(id="__slots__")]):
            return True
        case ast.Subscript(value=ast.Name(id="Literal")):
            return True
        case ast.Call(func=ast.Name(id="lru_cache")):
            return True
    return False


def _of_node(node: ast.AST) -> Iterator[Mutation]:
    match node:
        case ast.Compare():
            yield from _of_comparison(node)
        case ast.BoolOp():
            other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield _set(node, "op", other, "and / or exchanged")
        case ast.IfExp() | ast.If() | ast.While():
            yield _set(node, "test", _negated(node.test), "condition negated")
        case ast.comprehension():
            for n, test in enumerate(node.ifs):
                yield _put(node.ifs, n, _negated(test), "condition negated")
        case ast.UnaryOp(op=ast.Not()):
            asked = ast.Call(ast.Name("bool", ast.Load()), [node.operand], [])
            yield _set(node, "operand", _negated(asked), "not left out")
        case ast.Constant():
            yield from _of_constant(node)
        case ast.Call(func=ast.Name() as function):
            if function.id in CALLS:
                yield _set(function, "id", CALLS[function.id], f"{CALLS[function.id]}()")
            if function.id in LISTING:
                yield from _left_out(node.args)
        case ast.For(iter=ast.Tuple() as several):
            yield from _left_out(several.elts)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.Tuple() as table):
            if name.isupper():
                yield from _left_out(table.elts)


def _of_comparison(node: ast.Compare) -> Iterator[Mutation]:
    for n, (op, other) in enumerate(zip(node.ops, node.comparators, strict=True)):
        yield _put(node.ops, n, TURNED[type(op)](), "comparison turned", node.lineno)
        if isinstance(op, ast.In | ast.NotIn) and isinstance(other, ast.Tuple):
            yield from _left_out(other.elts)


def _of_constant(node: ast.Constant) -> Iterator[Mutation]:
    value = node.value
    if isinstance(value, bool):
        yield _set(node, "value", not value, f"{value} is {not value}")
    elif isinstance(value, int | float):
        for other in (value + 1, value - 1):
            yield _set(node, "value", other, f"{value} is {other}")
    elif isinstance(value, str) and value in ANSWERS:
        other_answer = ANSWERS[value]
        yield _set(node, "value", other_answer, f"{value} is {other_answer}")


def _left_out(several: list[ast.expr]) -> Iterator[Mutation]:
    """Each of several conditions, rules or values left out, those in an inner tuple as well."""
    for n, one in enumerate(several):
        if isinstance(one, ast.Starred) and isinstance(one.value, ast.Tuple):
            yield from _left_out(one.value.elts)
        elif len(several) > 1:
            change = f"left out: {_named(one)}"
            yield Mutation(one.lineno, change, partial(several.pop, n))


def _named(node: ast.expr) -> str:
    match node:
        case ast.Call(func=ast.Name(id="Rule"), args=[ast.Constant(value=str(name)), *_]):
            return f"rule {name}"
    return ast.unparse(node)[:60]


def _negated(test: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.Not(), test)


def _set(node: ast.AST, field: str, value: object, change: str) -> Mutation:
    return Mutation(getattr(node, "lineno", 0), change, lambda: setattr(node, field, value))


def _put(nodes: list[Any], n: int, value: ast.AST, change: str, line: int = 0) -> Mutation:
    return Mutation(
        line or getattr(nodes[n], "lineno", 0), change, lambda: nodes.__setitem__(n, value)
    )
