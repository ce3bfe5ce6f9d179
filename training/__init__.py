"""How the shipped model was made: from annotated corpora to the files that the engine loads.

Not part of the package, and needs PyTorch; see `training/MODEL_CARD.md`.
"""
