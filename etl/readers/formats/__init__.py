"""The formats: one module each, defining `READER`. Found by `etl.readers.registry`."""
