"""The commands of `newshouse`, one module each, defining `command`.

Belongs here: options, printing, exit codes. What a command does is done elsewhere.
"""
