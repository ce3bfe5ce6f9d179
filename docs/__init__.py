"""The project's documentation; only `docs.generate` is code. Not part of the wheel."""
