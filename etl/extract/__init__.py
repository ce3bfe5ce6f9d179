"""From an article's text to what is said in it: mentions, local entities, quotes, targets.

`engine` is the interface; each engine is one small module of `engines/`. Engines see one article at
a time: nothing in a row may depend on its neighbours. No files, no settings, no archive here.
"""
