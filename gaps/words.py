"""What the statuses of an answer mean, in the words that people read."""

from __future__ import annotations

from gaps.pulled import Pulled, PulledDomain
from gaps.read import Gap

REASONS = {
    "all_other": 'an "All Other" group, which O*NET does not rate',
    "military": "a military occupation, which O*NET does not rate",
    "not_yet_rated": "not rated by O*NET yet",
    "not_in_release": "the published release holds no such ratings",
    "unknown_code": "the published release has no such occupation",
}
NOUNS = {
    "skill": "skills",
    "knowledge": "knowledge elements",
    "ability": "abilities",
    "work_activity": "work activities",
}
SERVICE_SAID = {
    "not_rated": "the O*NET Web Services have no ratings of it either",
    "incomplete": "the ratings that the O*NET Web Services have are incomplete",
    "unknown_code": "the O*NET Web Services have no such occupation",
    "unreachable": "the O*NET Web Services, asked for it, gave no answer",
    "credentials_refused": "the O*NET Web Services do not accept the credentials",
    "no_usable_answer": "the answer of the O*NET Web Services cannot be used",
}
BOARD_ANSWERED = ("read", "not_modified", "empty")
VISIT_OUTCOMES = {
    "read": "read as it should be",
    "not_modified": "nothing has changed since it was read",
    "empty": "the board itself says that it has no job",
    "gone": "the page is gone",
    "blocked": "the board kept us out",
    "degraded": "the board gave a reduced page",
    "markup_changed": "the board has changed its pages, and they could not be read",
    "unreachable": "no whole answer came",
    "refused_by_robots": "its robots.txt keeps us out",
    "refused_address": "its address is private, or none of the web",
    "led_elsewhere": "it leads to another host",
    "too_large": "its page is larger than is read",
    "unexpected_status": "it answered with a status that tells nothing",
    "failed": "a fault of ours",
    "interrupted": "the visit was broken off",
}


def what_the_service_said(answer: Gap, code: str) -> str | None:
    """Return why the O*NET Web Services could not help with a side; None where they could."""
    return told(next((each for each in answer.pulled if each.code == code), None))


def told(pulled: Pulled | None) -> str | None:
    """Return what the service had to say of the domains it has no ratings for."""
    domains = pulled.domains if pulled else ()
    said = dict.fromkeys(_of_domain(each) for each in domains if each.status in SERVICE_SAID)
    return "; ".join(said) or None


def _of_domain(said: PulledDomain) -> str:
    words = SERVICE_SAID[said.status]
    if said.detail and said.status != "not_rated":
        words += f": {said.detail}"
    return words + (f" (asked {said.asked_at:%Y-%m-%d})" if said.asked_at else "")
