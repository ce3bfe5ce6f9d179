"""Running the stages over batches: here, or in worker processes.

`backend` is the interface, `batches` the work of one batch, `pipeline` the whole line from
discovery to publication as plain functions. No Dagster and no command line here.
"""
