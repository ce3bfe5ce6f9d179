"""The shipped models: NAME.onnx, the network, and NAME.npz, its tables of words.

Belongs here: the files, and nothing else. `training/MODEL_CARD.md` says what they were made from.
"""
