"""The containers: one module each, defining `CONTAINER`. Found by `etl.readers.registry`."""
