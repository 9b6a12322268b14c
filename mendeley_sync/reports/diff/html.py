"""The report as one HTML file: no request leaves it, and it works without JavaScript.

The policy in the page's head allows exactly our own style and script, by their digests:
even if a title got past the escaping, nothing in it would run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any, Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.reports.diff.additions import NOT_TOLD, added_since, group_link
from mendeley_sync.reports.diff.cards import Section, sections
from mendeley_sync.reports.diff.charts import decades, state_bar, trend
from mendeley_sync.reports.diff.headline import (
    STOPPED,
    next_steps,
    plan_sentence,
    refusal_sentence,
    rule_words,
    succeeded,
    verdict_and_rest,
)
from mendeley_sync.reports.diff.html_views import CardView, Piece, card_view, with_commands
from mendeley_sync.reports.envelope import Report
from mendeley_sync.reports.values import (
    CHANGE_WORDS,
    HEADINGS,
    RESULT_WORDS,
    WEIGHT_WORDS,
    counted,
    label,
    moment,
)
from mendeley_sync.text.escaping import for_html

STYLE: Final = "report.css"
SCRIPT: Final = "report.js"


class SectionView(NamedTuple):
    """Cards under one heading."""

    heading: str
    in_common: tuple[tuple[Piece, ...], ...]
    is_folded: bool
    cards: tuple[CardView, ...]


def render_html(report: Report) -> str:
    """The whole report as one page."""
    environment = _environment()
    verdict, rest = verdict_and_rest(report)
    return environment.get_template("report.html.j2").render(
        report=report,
        verdict=verdict,
        rest=rest,
        sections=_sections(report),
        choices=_choices(report),
        bar=state_bar(report),
        decades=decades(report),
        trend=trend(report),
        steps=next_steps(report),
        plan_sentence=plan_sentence(report.plan) if report.plan else "",
        went_well=succeeded(report),
        added=added_since(report),
        not_told=NOT_TOLD,
        group_link=_group_link(report),
        said=lambda text: with_commands(for_html(report.advised(text))),
        stopped=STOPPED,
        refusals=_refusals(report),
        **_assets(environment),
    )


def _sections(report: Report) -> tuple[SectionView, ...]:
    return tuple(
        SectionView(
            section.heading,
            tuple(
                with_commands(for_html(report.advised(text)))
                for text in (*section.reasons, section.advice)
                if text
            ),
            _is_cosmetic(section),
            _cards(report, section),
        )
        for section in sections(report, cosmetic=True)
    )


class RefusalView(NamedTuple):
    """A rail that would stop the push."""

    sentence: str
    """Goes on after `We stopped before writing`."""
    rule: str
    """Which rail, and its figures."""
    examples: tuple[str, ...]
    command: str
    """What goes on, where the sentence does not say it already."""


def _refusals(report: Report) -> tuple[RefusalView, ...]:
    if report.plan is None:
        return ()
    said = ((refusal_sentence(report, one), one) for one in report.plan.refusals)
    return tuple(
        RefusalView(
            sentence.removeprefix(STOPPED),
            rule_words(one),
            one.examples,
            "" if one.command in one.message else for_html(one.command),
        )
        for sentence, one in said
    )


def _cards(report: Report, section: Section) -> tuple[CardView, ...]:
    return tuple(card_view(report, card) for card in section.cards)


def _is_cosmetic(section: Section) -> bool:
    return section.weight is not None and section.weight.value == "cosmetic"


class Choices(NamedTuple):
    """What the filters offer: only what occurs."""

    kinds: tuple[tuple[str, str], ...]
    weights: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]


def _choices(report: Report) -> Choices:
    kinds = {finding.kind for finding in report.findings}
    weights = {finding.weight for finding in report.findings}
    fields = dict.fromkeys(finding.field for finding in report.findings if finding.field)
    return Choices(
        kinds=tuple((kind.value, HEADINGS[kind]) for kind in DifferenceKind if kind in kinds),
        weights=tuple(
            (weight.value, words) for weight, words in WEIGHT_WORDS.items() if weight in weights
        ),
        fields=tuple(sorted(((field, label(field)) for field in fields), key=lambda one: one[1])),
    )


def _group_link(report: Report) -> Any:
    side = report.library_side
    return group_link(side.id) if side and side.id and not report.practice else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mendeley_sync.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "inert": for_html,
        "moment": moment,
        "number": lambda count: f"{count:,}",
    }
    environment.globals |= {
        "counted": counted,
        "change_words": CHANGE_WORDS,
        "result_words": RESULT_WORDS,
    }
    return environment


def _assets(environment: Environment) -> dict[str, Any]:
    style, script = _source(environment, STYLE), _source(environment, SCRIPT)
    return {
        "style": Markup(style),
        "script": Markup(script),
        "style_digest": _digest(style),
        "script_digest": _digest(script),
    }


def _source(environment: Environment, name: str) -> str:
    if environment.loader is None:
        raise LookupError(f"no loader for {name}")
    source, _, _ = environment.loader.get_source(environment, name)
    return source


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
