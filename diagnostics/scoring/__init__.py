"""The arithmetic of the maturity score: pure, exact, vectorised over municipalities (docs/scoring.md).

Nothing here knows Django, the clock or a file. `engine.score` is the only entry that other layers need.
"""

# Part of every run's identity: raise it when the same inputs could give another number.
ENGINE_VERSION = "1.0.0"
