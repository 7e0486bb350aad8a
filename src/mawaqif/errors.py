"""Errors that a person can mend: each names the file, the value and the mend."""


class MawaqifError(Exception):
    """A fault in the input, not in the program; the command line prints it and exits with status 2."""
