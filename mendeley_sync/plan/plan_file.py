"""A plan to a file's JSON and back."""

from __future__ import annotations

from pydantic import ValidationError

from mendeley_sync.errors import StalePlanError
from mendeley_sync.plan.plan import PLAN_SCHEMA_VERSION, Plan, plan_digest


def plan_to_json(plan: Plan) -> str:
    """The plan as a file's text."""
    return plan.model_dump_json(indent=1) + "\n"


def plan_from_json(text: str) -> Plan:
    """The plan that a file holds.

    Raises:
        StalePlanError: the text is not a plan, was altered, or comes from a newer version.
    """
    try:
        plan = Plan.model_validate_json(text)
    except ValidationError as error:
        raise StalePlanError(
            "this is not a plan that this version can read",
            advice="Save a new plan with `mendeley-sync diff --save-plan FILE`.",
        ) from error
    ensure_known_version(plan)
    ensure_unaltered(plan)
    return plan


def ensure_known_version(plan: Plan) -> None:
    """The plan must not come from a version that knows more than this one."""
    if plan.schema_version > PLAN_SCHEMA_VERSION:
        raise StalePlanError("the plan comes from a newer version", advice="Update mendeley-sync.")


def ensure_unaltered(plan: Plan) -> None:
    """What the plan would write must be what its digest was made of."""
    if plan.digest != plan_digest(plan.changes, plan.withheld, plan.inputs):
        raise StalePlanError(
            "the plan was edited after it was saved: its digest does not match its content",
            advice="Save a new plan with `mendeley-sync diff --save-plan FILE`.",
        )
