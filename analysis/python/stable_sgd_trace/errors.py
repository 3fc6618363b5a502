"""The errors of this package. Each says what was expected, what was found, and where."""


class TraceError(Exception):
    """A rule could not be traced, read, written or certified."""


class Untranslatable(TraceError):
    """A primitive of JAX has no operation in the graph."""

    def __init__(self, primitive, where="", why=""):
        self.primitive = primitive
        self.where = where
        self.why = why
        text = f"`{primitive}`"
        if where:
            text += f", called in {where},"
        text += " has no translation"
        if why:
            text += f": {why}"
        super().__init__(text)


class UnknownName(TraceError):
    """No rule has this name."""

    def __init__(self, name, nearest=None):
        self.name = name
        self.nearest = nearest
        text = f"no rule is called `{name}`"
        if nearest:
            text += f"; the nearest name is `{nearest}`"
        super().__init__(text + " (`--list` prints every name)")


class LibraryMissing(TraceError):
    """The library of a rule is not installed, or not as it is needed."""


class ProgramMissing(TraceError):
    """The program `stable-sgd` was not found."""


class FormatError(TraceError):
    """A rule is not one of the format `stable-sgd/rule/1`."""
