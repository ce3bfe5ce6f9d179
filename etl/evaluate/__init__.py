"""How well an extraction engine finds names and quotes, against annotated news.

`tagged` and `standoff` read the two forms of gold data, `texts` makes of their bodies what an
engine takes, `scores` counts, `entities` and `quotes` compare. An engine is judged by the rows that
it returns for running text, as a run of the line would make them. No files but the gold data here,
no terminal (`etl.commands.evaluate`), and nothing that an engine could learn from.
"""
