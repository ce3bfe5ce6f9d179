"""The whole archive: entities across articles, copies, curated corrections.

Works on compact keys, never on texts. Plain functions; where files lie is `lake`'s business.
"""
