"""Where Parquet lies, how a batch is written, how a catalogue is published.

Everything that touches the warehouse folder is here, and everything that finds files in raw/.
Nothing here knows what an article says, and nothing knows Dagster or the command line.
"""
