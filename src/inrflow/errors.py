"""The one error that a user is meant to read."""


class InputError(Exception):
    """Bad input. The message is one line: which file or key, what was expected, what was found."""
