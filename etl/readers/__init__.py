"""From bytes to RawDocument: one module a format, chosen by content, not by extension.

`base` is the interface, `registry` finds the formats and containers, `dispatch` opens a file and
yields what is in it. A new format is one file in `formats/` or `containers/` that defines `READER`
or `CONTAINER`. Nothing here knows of articles, tables, settings or where anything is written.
"""
