"""The arithmetic of the maturity score: pure, exact, vectorised over municipalities (docs/scoring.md).

It knows neither Django nor the clock nor files. `engine.score` is the only entry point that other layers need.
"""

# Part of every run's identity: raise it when the same inputs could give a different number.
ENGINE_VERSION = "1.0.0"
