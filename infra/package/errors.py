"""What stops a build; the message is for whoever asked for it."""


class PackageError(Exception):
    """The package cannot be made."""
