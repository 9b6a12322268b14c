"""Facts to findings: each step of the registration check, one after the other.

Every step looks at the facts alone. A step that failed never hides a later one that
can still be judged; a step that cannot be judged says because of what.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from mendeley_sync.access import messages
from mendeley_sync.access.check_result import (
    AccessCheck,
    AccessReport,
    Actor,
    Answer,
    CheckResult,
    CheckState,
)
from mendeley_sync.access.facts import AccessFacts, Unavailable, UnavailableReason
from mendeley_sync.access.group_checks import (
    GROUP_STEPS,
    day_in_words,
    documents,
    group_visible,
    seats,
)
from mendeley_sync.access.page_checks import published_pages
from mendeley_sync.domain.library import Group
from mendeley_sync.domain.sign_in import DEFAULT_PROFILE

CLOCK_TOLERANCE = timedelta(minutes=2)
"""Apart by more than this, a clock is wrong and not just slow to answer."""

STALE_SYNC = timedelta(days=14)
"""A last good comparison older than this is worth a word."""


def check_access(facts: AccessFacts) -> AccessReport:
    """Climb the whole ladder and answer "Can a member get in?"."""
    rungs = tuple(step(facts) for step in STEPS)
    answer, sentence = _answer(facts)
    if answer is not Answer.NOT_ASKED and not _sees_references(facts) and facts.worked_until:
        sentence += f" {messages.WORKED_UNTIL.format(date=day_in_words(facts.worked_until))}"
    return AccessReport(answer=answer, sentence=sentence, rungs=rungs, pages=facts.pages)


def _sees_references(facts: AccessFacts) -> bool:
    return isinstance(facts.document_count, int) and facts.document_count > 0


def _answer(facts: AccessFacts) -> tuple[Answer, str]:
    """The one answer; the first of these that applies."""
    for part in (_unasked, _without_sign_in, _outside, _full, _inside):
        found = part(facts)
        if found is not None:
            return found
    return Answer.NOT_KNOWN, "Not known: too little could be seen; the steps below say why."


def _unasked(facts: AccessFacts) -> tuple[Answer, str] | None:
    if facts.service is not None:
        return Answer.NOT_ASKED, service_answers(facts).sentence
    # A run that was answered in part can be tried again as well as one that was not at all.
    decisive = (facts.group, facts.document_count)
    if any(isinstance(seen, Unavailable) and seen.cause in _SILENT for seen in decisive):
        return Answer.NOT_ASKED, messages.PARTLY_SILENT
    return None


_SILENT = frozenset({UnavailableReason.SERVICE_DOWN, UnavailableReason.THROTTLED})


def _without_sign_in(facts: AccessFacts) -> tuple[Answer, str] | None:
    if facts.configuration is not None:
        return Answer.NOT_KNOWN, f"Not known. {configuration(facts).sentence}"
    if facts.sign_in is None:
        return None
    step = credentials(facts) if credentials(facts).state is CheckState.FAILED else sign_in(facts)
    return Answer.NOT_KNOWN, f"Not known. {step.sentence}"


def _outside(facts: AccessFacts) -> tuple[Answer, str] | None:
    for seen, step in ((facts.group, group_visible), (facts.document_count, documents)):
        rung = step(facts)
        if (
            isinstance(seen, Unavailable)
            and seen.cause in _SHUT_OUT
            and rung.state is CheckState.FAILED
        ):
            return Answer.NO, f"No. {rung.sentence}"
    return None


_SHUT_OUT = frozenset(
    {UnavailableReason.NOT_LISTED, UnavailableReason.NOT_FOUND, UnavailableReason.FORBIDDEN}
)


def _full(facts: AccessFacts) -> tuple[Answer, str] | None:
    rung = seats(facts)
    if rung.state is not CheckState.FAILED:
        return None
    return Answer.NO, f"No: nobody new can join. {rung.sentence}"


def _inside(facts: AccessFacts) -> tuple[Answer, str] | None:
    if not isinstance(facts.group, Group) or not isinstance(facts.document_count, int):
        return None
    if facts.group.role in {"owner", "admin"}:
        role = messages.ROLE_WORDS[facts.group.role]
        return Answer.NOT_KNOWN, messages.NOT_KNOWN_OWNER.format(role=role)
    if facts.document_count == 0:
        return Answer.NOT_KNOWN, f"Not known. {documents(facts).sentence}"
    if facts.group.role != "member":
        return None
    text = messages.YES_ONE if facts.document_count == 1 else messages.YES
    return Answer.YES, text.format(n=f"{facts.document_count:,}")


CONFIGURATION = AccessCheck("configuration", "Is everything set up here?")
SERVICE = AccessCheck("service", "Does Mendeley answer?")
CLOCK = AccessCheck("clock", "Is this computer's clock right?")
CREDENTIALS = AccessCheck(
    "credentials", "Does Mendeley know this tool (application number and secret)?"
)
SIGN_IN = AccessCheck("sign-in", "Are you signed in?")
PROFILE = AccessCheck("profile", "Is your Mendeley profile in order?")
LAST_SYNC = AccessCheck("last-sync", "Is the last comparison recent?")


def configuration(facts: AccessFacts) -> CheckResult:
    """Is there a file that names the group?"""
    problem = facts.configuration
    if problem is None:
        return CONFIGURATION.ok(
            "The settings name the group and the redirect address.",
            seen=f"group {facts.group_id}; redirect address {facts.redirect_address}",
        )
    if problem.cause is UnavailableReason.NOT_CONFIGURED:
        return CONFIGURATION.failed(
            "The settings do not say which group to look at.",
            Actor.YOU,
            "With a setup file of your maintainer: `mendeley-sync login --setup-file FILE`. "
            "Without: `mendeley-sync login`, then `mendeley-sync groups` shows the groups.",
        )
    return CONFIGURATION.failed(
        f"The settings cannot be read: {problem.detail}",
        Actor.YOU,
        "Mend the file named there, or take the setup file of your maintainer.",
    )


def service_answers(facts: AccessFacts) -> CheckResult:
    """Does the service answer at all?"""
    problem = facts.service
    if problem is None and facts.server_time is None and not _answered(facts):
        return _unjudged(SERVICE, "an earlier step left nothing to ask")
    if problem is None:
        return SERVICE.ok("Mendeley answers.")
    again = f"{problem.not_before:%Y-%m-%d %H:%M} UTC" if problem.not_before else "a while"
    if problem.cause is UnavailableReason.THROTTLED:
        sentence = f"Mendeley asks us to slow down; it can be asked again after {again}."
    else:
        since = max(filter(None, (facts.worked_until, facts.last_good_sync)), default=facts.now)
        sentence = messages.SERVICE_SILENT.format(time=f"{since:%Y-%m-%d %H:%M} UTC", again=again)
    return SERVICE.failed(
        sentence,
        Actor.SERVICE,
        "Wait, then run `mendeley-sync access` again.",
        seen=problem.detail,
    )


def _answered(facts: AccessFacts) -> bool:
    """A refusal is an answer, too."""
    refusals = {
        UnavailableReason.CREDENTIALS_REFUSED,
        UnavailableReason.REDIRECT_MISMATCH,
        UnavailableReason.SIGN_IN_REFUSED,
    }
    return facts.sign_in is not None and facts.sign_in.cause in refusals


def clock(facts: AccessFacts) -> CheckResult:
    """Do the two clocks agree?"""
    if facts.server_time is None:
        return _unjudged(CLOCK, "Mendeley did not tell its time")
    apart = abs(facts.now - facts.server_time)
    if apart <= CLOCK_TOLERANCE:
        return CLOCK.ok("The clock agrees with Mendeley's.")
    way = "ahead of" if facts.now > facts.server_time else "behind"
    return CLOCK.warning(
        f"This computer's clock is {_duration(apart)} {way} Mendeley's.",
        Actor.YOU,
        "Set the clock, best by turning on automatic time in the system settings.",
    )


def credentials(facts: AccessFacts) -> CheckResult:
    """Does the service know the application?"""
    found = {
        UnavailableReason.NO_CREDENTIALS: (
            "No application number and secret are stored on this computer.",
            "Run `mendeley-sync login`; it asks for them once. "
            "docs/first-check.md shows where to get them.",
        ),
        UnavailableReason.CREDENTIALS_REFUSED: (
            "Mendeley does not accept the application number or its secret: one of them is "
            "mistyped, the secret was made anew, or the application was disabled.",
            "Compare both with the application's page at Mendeley, then run `mendeley-sync login`.",
        ),
        UnavailableReason.REDIRECT_MISMATCH: (
            "The redirect address here is not the one registered for the application.",
            f"Compare it character by character with the registered one: {facts.redirect_address}",
        ),
    }
    cause = facts.sign_in.cause if facts.sign_in else None
    if cause in found:
        sentence, next_step = found[cause]
        return CREDENTIALS.failed(sentence, Actor.YOU, next_step)
    if facts.service is not None:
        return _unjudged(CREDENTIALS, "Mendeley could not be asked")
    if cause is not None:
        return _unjudged(CREDENTIALS, "nobody is signed in")
    return CREDENTIALS.ok("Mendeley knows this tool.")


def sign_in(facts: AccessFacts) -> CheckResult:
    """Is the saved sign-in still good?"""
    problem = facts.sign_in
    if problem is None and facts.service is not None:
        return _unjudged(SIGN_IN, "Mendeley could not be asked")
    if problem is None:
        return SIGN_IN.ok("The saved sign-in is accepted.")
    login = "mendeley-sync login"
    if facts.account != DEFAULT_PROFILE:
        login += f" --profile {facts.account}"
    if problem.cause is UnavailableReason.NOT_SIGNED_IN:
        sentence, next_step = "Nobody is signed in on this computer.", f"Run `{login}`."
    elif problem.cause is UnavailableReason.SIGN_IN_REFUSED:
        sentence = messages.SIGN_IN_REFUSED
        next_step = f"Run `{login}`: the old sign-in was withdrawn, has expired or was replaced."
        next_step += f" {problem.advice}" if problem.advice else ""
    else:
        return _unjudged(SIGN_IN, "the application was not accepted")
    # What the error says is mostly our own sentence over again.
    seen = "" if "`mendeley-sync login" in problem.detail else problem.detail
    return SIGN_IN.failed(sentence, Actor.YOU, next_step, seen=seen)


def profile(facts: AccessFacts) -> CheckResult:
    """Whose account is it, and is its address confirmed?"""
    if isinstance(facts.profile, Unavailable):
        return _unjudged(PROFILE, "the profile could not be read")
    if facts.profile.verified is False:
        return PROFILE.warning(
            "Mendeley has not yet confirmed your e-mail address.",
            Actor.YOU,
            "Open the confirmation mail of Mendeley and follow its link.",
        )
    return PROFILE.ok("Your profile is readable.")


def last_sync(facts: AccessFacts) -> CheckResult:
    """How long ago was the library last compared?"""
    if facts.last_good_sync is None:
        return _unjudged(LAST_SYNC, "no comparison is recorded on this computer")
    age = facts.now - facts.last_good_sync
    sentence = f"The library was last compared {_duration(age)} ago."
    if age <= STALE_SYNC:
        return LAST_SYNC.ok(sentence)
    return LAST_SYNC.warning(
        sentence, Actor.YOU, "Run `mendeley-sync diff`, or look whether the job still runs."
    )


STEPS: tuple[Callable[[AccessFacts], CheckResult], ...] = (
    configuration,
    service_answers,
    clock,
    credentials,
    sign_in,
    profile,
    *GROUP_STEPS,
    published_pages,
    last_sync,
)
"""The ladder, from the ground up."""


def _unjudged(step: AccessCheck, because: str) -> CheckResult:
    return step.not_checked(f"Not checked, because {because}.")


def _duration(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 2:
        return "a moment"
    if minutes < 120:
        return f"{minutes} minutes"
    if minutes < 48 * 60:
        return f"{minutes // 60} hours"
    return f"{minutes // (24 * 60)} days"
