"""What was learned between the two forms of a diagnostic. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gain:
    """Scores before and after, shares 0-1: one person's, or the means of the same people."""

    before: float
    after: float

    @property
    def normalised(self) -> float | None:
        """Of what was missing before, the share that was learned: (after - before) / (1 - before).

        The normalised gain of R. R. Hake, «Interactive-engagement versus traditional methods», American
        Journal of Physics 66 (1998), who computes it of a group from the means of its scores. Below zero
        where less was right afterwards; None where nothing was missing.
        """
        missing = 1 - self.before
        return (self.after - self.before) / missing if missing > 0 else None
