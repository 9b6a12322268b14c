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

from mendeley_sync.advice import Advice
from mendeley_sync.diff.difference import DifferenceKind
from mendeley_sync.plan.changes import FailedCheck
from mendeley_sync.reports.diff.additions import NOT_TOLD, added_since, group_link
from mendeley_sync.reports.diff.cards import Section, sections
from mendeley_sync.reports.diff.charts import decades, state_bar, trend
from mendeley_sync.reports.diff.headline import (
    FIRST_COMPARISON,
    next_steps,
    plan_sentence,
    refusal_lead,
    rule_words,
    succeeded,
    verdict_and_rest,
)
from mendeley_sync.reports.diff.html_views import CardView, card_view
from mendeley_sync.reports.diff.report import DiffReport
from mendeley_sync.reports.surfaces import SANDBOX_BANNER, Html, Piece, as_advice
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


def render_html(report: DiffReport) -> str:
    """The whole report as one page."""
    environment = _environment()
    surface = Html(report.options, fill=report.fill)
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
        said=surface.advice,
        typed=surface.command,
        banner=SANDBOX_BANNER,
        first_comparison=FIRST_COMPARISON,
        stopped=refusal_lead(report),
        refusals=_refusals(report),
        **_assets(environment),
    )


def _sections(report: DiffReport) -> tuple[SectionView, ...]:
    return tuple(
        SectionView(
            section.heading,
            tuple(
                Html(report.options, fill=report.fill).advice(text) for text in section.in_common
            ),
            _is_cosmetic(section),
            _cards(report, section),
        )
        for section in sections(report, cosmetic=True)
    )


class RefusalView(NamedTuple):
    """A failed safety check."""

    reason: Advice
    rule: str
    """The safety check and its figures."""
    examples: tuple[str, ...]
    command: str
    """The command that overrides it, where the sentence does not have it already."""


def _refusals(report: DiffReport) -> tuple[RefusalView, ...]:
    if report.plan is None:
        return ()
    return tuple(_refusal(report, one) for one in report.plan.refusals)


def _refusal(report: DiffReport, one: FailedCheck) -> RefusalView:
    reason, command = as_advice(one.message), ""
    if one.command and one.command not in one.message:
        command = for_html(Html(report.options).line(one.command))
    return RefusalView(reason, rule_words(one), one.examples, command)


def _cards(report: DiffReport, section: Section) -> tuple[CardView, ...]:
    return tuple(card_view(report, card) for card in section.cards)


def _is_cosmetic(section: Section) -> bool:
    return section.weight is not None and section.weight.value == "cosmetic"


class Choices(NamedTuple):
    """What the filters offer: only what occurs."""

    kinds: tuple[tuple[str, str], ...]
    weights: tuple[tuple[str, str], ...]
    fields: tuple[tuple[str, str], ...]


def _choices(report: DiffReport) -> Choices:
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


def _group_link(report: DiffReport) -> Any:
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
