"""The inverted index that `search_articles` and `search_quotes` read.

How a text is cut into words is said once, in SQL, for the index and for the query
(`sql/macros/parts/search_tokens.sql`, `search_word.sql`). Plain functions; where files lie is
`lake`'s business.
"""
