"""Measurements on this machine, as ratios taken in one run. Tests assert; this measures."""
