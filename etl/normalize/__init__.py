"""From RawDocument to an article and its paragraphs.

Dates, language, dateline, byline, wire segments, identity. Plain functions on plain data; no files,
no settings but the folder defaults handed in.
"""
