"""RENDERERS: what each result can be written as; a renderer is loaded when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple


class Renderer(NamedTuple):
    """One row: a result, a format, and the function that writes it."""

    body: str
    format: str
    render: str
    """`module:function`, below `mendeley_sync.reports`."""
    takes: tuple[str, ...] = ()
    """The options that the function takes beside the result."""


_SCREEN = ("width", "colour")
_RUN = ("command", "at")

RENDERERS: Final = (
    Renderer("diff", "text", "diff.text:render_text", (*_SCREEN, "everything", "surface")),
    Renderer("diff", "json", "diff.json:render_json"),
    Renderer("diff", "markdown", "diff.markdown:render_markdown"),
    Renderer("diff", "html", "diff.html:render_html"),
    Renderer("diff", "junit", "diff.junit:render_junit"),
    Renderer("diff", "github", "diff.github:render_annotations"),
    Renderer("access", "text", "access.text:render_access_text", (*_SCREEN, "practice")),
    Renderer("access", "html", "access.html:render_access_html", ("at", "practice", "has_names")),
    Renderer("access", "json", "access.json:render_access_json", ("at", "exit_code", "practice")),
    Renderer("api check", "text", "access.json:render_drift_text", ("width", "practice")),
    Renderer("api check", "json", "access.json:render_drift_json", ("at", "practice")),
    Renderer("checks", "text", "results.checks:as_text", ("source", "number")),
    Renderer("checks", "json", "results.checks:as_json", ("source", "number", "at", "exit_code")),
    Renderer("checks", "junit", "results.checks:as_junit", ("source",)),
    Renderer("checks", "github", "results.checks:as_github", ("source",)),
    Renderer("matches", "text", "results.matches:as_text", _SCREEN),
    Renderer("matches", "json", "results.matches:as_json", _RUN),
    Renderer("matches", "csv", "results.matches:as_csv"),
    Renderer("explanation", "text", "results.matches:explanation_as_text", _SCREEN),
    Renderer("explanation", "json", "results.matches:explanation_as_json", _RUN),
)


def formats_of(body: str) -> tuple[str, ...]:
    """The formats of a result, the usual one first."""
    return tuple(row.format for row in RENDERERS if row.body == body)


def render(body: str, form: str, result: object, **options: Any) -> str:
    """The result as text in this format.

    Args:
        options: all that the command knows; each renderer is given those that it takes.

    Raises:
        LookupError: the result has no such format.
    """
    for row in RENDERERS:
        if (row.body, row.format) == (body, form):
            taken = {name: options[name] for name in row.takes}
            return _loaded(row.render)(result, **taken)
    raise LookupError(f"{body} has no format {form}")


def _loaded(name: str) -> Callable[..., str]:
    module, _, function = name.partition(":")
    found: Callable[..., str] = getattr(
        importlib.import_module(f"mendeley_sync.reports.{module}"), function
    )
    return found
