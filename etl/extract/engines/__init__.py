"""The engines: one module each, defining `create(argument) -> Engine`."""
