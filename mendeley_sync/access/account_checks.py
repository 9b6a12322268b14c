"""The checks of the account, in order: configuration to last comparison.

Every check looks at the facts alone. A failed check never hides a later one; a check that
was not possible has the reason.
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
    GROUP_CHECKS,
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
"""A last good comparison older than this is a warning."""


def check_access(facts: AccessFacts) -> AccessReport:
    """Run every check and answer "Can a member get in?"."""
    results = tuple(check(facts) for check in CHECKS)
    answer, sentence = _answer(facts)
    if answer is not Answer.NOT_ASKED and not _sees_references(facts) and facts.worked_until:
        sentence += f" {messages.WORKED_UNTIL.format(date=day_in_words(facts.worked_until))}"
    return AccessReport(answer=answer, sentence=sentence, rungs=results, pages=facts.pages)


def _sees_references(facts: AccessFacts) -> bool:
    return isinstance(facts.document_count, int) and facts.document_count > 0


def _answer(facts: AccessFacts) -> tuple[Answer, str]:
    """The one answer; the first of these that applies."""
    for part in (_unasked, _without_sign_in, _outside, _full, _inside):
        found = part(facts)
        if found is not None:
            return found
    return Answer.NOT_KNOWN, "Not known: too little could be checked. The checks below show why."


def _unasked(facts: AccessFacts) -> tuple[Answer, str] | None:
    if facts.service is not None:
        return Answer.NOT_ASKED, service_answers(facts).sentence
    # A run with some responses can be tried again, too.
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
    for seen, check in ((facts.group, group_visible), (facts.document_count, documents)):
        result = check(facts)
        if (
            isinstance(seen, Unavailable)
            and seen.cause in _SHUT_OUT
            and result.state is CheckState.FAILED
        ):
            return Answer.NO, f"No. {result.sentence}"
    return None


_SHUT_OUT = frozenset(
    {UnavailableReason.NOT_LISTED, UnavailableReason.NOT_FOUND, UnavailableReason.FORBIDDEN}
)


def _full(facts: AccessFacts) -> tuple[Answer, str] | None:
    result = seats(facts)
    if result.state is not CheckState.FAILED:
        return None
    return Answer.NO, f"No: no one else can join. {result.sentence}"


def _inside(facts: AccessFacts) -> tuple[Answer, str] | None:
    if not isinstance(facts.group, Group) or not isinstance(facts.document_count, int):
        return None
    if facts.group.role in {"owner", "admin"}:
        role = messages.ROLE_WORDS[facts.group.role]
        text = messages.NOT_KNOWN_OWNER.format(role=role, roles=f"{facts.group.role}s")
        return Answer.NOT_KNOWN, text
    if facts.document_count == 0:
        return Answer.NOT_KNOWN, f"Not known. {documents(facts).sentence}"
    if facts.group.role != "member":
        return None
    text = messages.YES_ONE if facts.document_count == 1 else messages.YES
    return Answer.YES, text.format(n=f"{facts.document_count:,}")


CONFIGURATION = AccessCheck("configuration", "Is everything set up here?")
SERVICE = AccessCheck("service", "Does Mendeley respond?")
CLOCK = AccessCheck("clock", "Is this computer's clock right?")
CREDENTIALS = AccessCheck("credentials", "Are the client ID and client secret valid?")
SIGN_IN = AccessCheck("sign-in", "Are you signed in?")
PROFILE = AccessCheck("profile", "Is your Mendeley profile complete?")
LAST_SYNC = AccessCheck("last-sync", "Is the last comparison recent?")


def configuration(facts: AccessFacts) -> CheckResult:
    """Is there a file that names the group?"""
    problem = facts.configuration
    if problem is None:
        return CONFIGURATION.ok(
            "The settings name the group and the redirect URI.",
            seen=f"group {facts.group_id}; redirect URI {facts.redirect_address}",
        )
    if problem.cause is UnavailableReason.NOT_CONFIGURED:
        return CONFIGURATION.failed(
            "The settings do not name a group.",
            Actor.YOU,
            "With a setup file from your maintainer, run `mendeley-sync login --setup-file FILE`. "
            "Without one, run `mendeley-sync login`, then `mendeley-sync groups`.",
        )
    return CONFIGURATION.failed(
        f"The settings cannot be read: {problem.detail}",
        Actor.YOU,
        "Correct the file, or use the setup file from your maintainer.",
    )


def service_answers(facts: AccessFacts) -> CheckResult:
    """Does Mendeley respond at all?"""
    problem = facts.service
    if problem is None and facts.server_time is None and not _answered(facts):
        return SERVICE.not_checked("An earlier check failed.")
    if problem is None:
        return SERVICE.ok("Mendeley responds.")
    sentence = messages.NOT_RESPONDING
    if problem.cause is UnavailableReason.THROTTLED:
        again = f"{problem.not_before:%Y-%m-%d %H:%M} UTC" if problem.not_before else "a while"
        sentence = messages.LIMITING.format(again=again)
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
    """Does this computer's clock match Mendeley's?"""
    if facts.server_time is None:
        return CLOCK.not_checked("Mendeley did not send its time.")
    apart = abs(facts.now - facts.server_time)
    if apart <= CLOCK_TOLERANCE:
        return CLOCK.ok("The clock matches Mendeley's.")
    way = "ahead of" if facts.now > facts.server_time else "behind"
    return CLOCK.warning(
        f"This computer's clock is {_duration(apart)} {way} Mendeley's.",
        Actor.YOU,
        "Set the clock, or turn on automatic time in the system settings.",
    )


def credentials(facts: AccessFacts) -> CheckResult:
    """Are the client ID and client secret valid?"""
    found = {
        UnavailableReason.NO_CREDENTIALS: (
            "No client ID and client secret are stored on this computer.",
            "Run `mendeley-sync login`, which asks for them. "
            "docs/first-check.md shows where to get them.",
        ),
        UnavailableReason.CREDENTIALS_REFUSED: (
            "Mendeley does not accept the client ID and client secret. One of them is mistyped, "
            "the secret was replaced, or the application was disabled.",
            "Compare both with the application's page at dev.mendeley.com, then run "
            "`mendeley-sync login`.",
        ),
        UnavailableReason.REDIRECT_MISMATCH: (
            "The redirect URI here is not the one registered for your application.",
            f"Compare it character by character with the registered one: {facts.redirect_address}",
        ),
    }
    cause = facts.sign_in.cause if facts.sign_in else None
    if cause in found:
        sentence, next_step = found[cause]
        return CREDENTIALS.failed(sentence, Actor.YOU, next_step)
    if facts.service is not None:
        return CREDENTIALS.not_checked("Mendeley did not respond.")
    if cause is not None:
        return CREDENTIALS.not_checked("You are not signed in.")
    return CREDENTIALS.ok("The client ID and client secret are valid.")


def sign_in(facts: AccessFacts) -> CheckResult:
    """Is the saved sign-in still good?"""
    problem = facts.sign_in
    if problem is None and facts.service is not None:
        return SIGN_IN.not_checked("Mendeley did not respond.")
    if problem is None:
        return SIGN_IN.ok("Your saved sign-in is accepted.")
    login = "mendeley-sync login"
    if facts.account != DEFAULT_PROFILE:
        login += f" --profile {facts.account}"
    if problem.cause is UnavailableReason.NOT_SIGNED_IN:
        sentence, next_step = "You are not signed in on this computer.", f"Run `{login}`."
    elif problem.cause is UnavailableReason.SIGN_IN_REFUSED:
        sentence = messages.SIGN_IN_REFUSED
        next_step = f"Run `{login}`: the sign-in was withdrawn, has expired or was replaced."
        next_step += f" {problem.advice}" if problem.advice else ""
    else:
        return SIGN_IN.not_checked("The client ID and client secret were not accepted.")
    # The error often repeats the same sentence.
    seen = "" if "`mendeley-sync login" in problem.detail else problem.detail
    return SIGN_IN.failed(sentence, Actor.YOU, next_step, seen=seen)


def profile(facts: AccessFacts) -> CheckResult:
    """Whose account is it, and is its address confirmed?"""
    if isinstance(facts.profile, Unavailable):
        return PROFILE.not_checked("The profile could not be read.")
    if facts.profile.verified is False:
        return PROFILE.warning(
            "Mendeley has not yet confirmed your email address.",
            Actor.YOU,
            "Open the confirmation email from Mendeley and follow its link.",
        )
    return PROFILE.ok("Your profile is readable.")


def last_sync(facts: AccessFacts) -> CheckResult:
    """How long ago was the library last compared?"""
    if facts.last_good_sync is None:
        return LAST_SYNC.not_checked("No comparison is recorded on this computer.")
    age = facts.now - facts.last_good_sync
    sentence = f"The library was last compared {_duration(age)} ago."
    if age <= STALE_SYNC:
        return LAST_SYNC.ok(sentence)
    return LAST_SYNC.warning(
        sentence, Actor.YOU, "Run `mendeley-sync diff`, or check if the job still runs."
    )


CHECKS: tuple[Callable[[AccessFacts], CheckResult], ...] = (
    configuration,
    service_answers,
    clock,
    credentials,
    sign_in,
    profile,
    *GROUP_CHECKS,
    published_pages,
    last_sync,
)
"""In order: each builds on the ones before."""


def _duration(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 2:
        return "a moment"
    if minutes < 120:
        return f"{minutes} minutes"
    if minutes < 48 * 60:
        return f"{minutes // 60} hours"
    return f"{minutes // (24 * 60)} days"
