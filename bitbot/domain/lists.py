"""The code lists that are the same everywhere; the words for a code are the sentences `<list>.<code>`."""

from collections.abc import Mapping

from bitbot.domain.records import VISIBILITIES

LISTS: Mapping[str, tuple[str, ...]] = {
    "visibility": VISIBILITIES,
    # Covenant art. 1b
    "approach": ("persoonsgericht", "themagericht", "fenomeengericht"),
    # Covenant art. 1: the goals that results are read against
    "goal": ("1a", "1b", "1c", "1d", "1e", "1f"),
    "outcome": ("resultaat", "geen overtreding", "onvoldoende bewijs", "geen aanleiding", "elders opgepakt", "anders"),
}
# The lists that the organisation has, by what a choice is made of: ids or codes.
BY_ID = ("municipality", "partner", "member")
BY_CODE = ("theme",)
