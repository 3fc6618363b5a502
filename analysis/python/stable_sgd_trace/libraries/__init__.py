"""The libraries: what they are called, whose they are, and how their rules are run."""

import importlib
import importlib.metadata
import importlib.util

from ..errors import LibraryMissing


class Adapter:
    """How the rules of a library are started and stepped.

    `library` is the name of the package; `licence` and `copyright` are as in its own LICENSE and
    headers. `setting` says what an integrator integrates. `ignored` are arguments that have no
    effect on a rule at their defaults.
    `decided` are numbers whose comparisons in the library's own Python are decided at the default;
    what was decided is then in `assumes`.
    """

    library = ""
    licence = "Apache-2.0"
    copyright = ""
    setting = ""
    ignored = frozenset()

    def __init__(self):
        self.decided = frozenset()
        self.assumes = set()

    def load(self):
        """The library, imported. Raises `LibraryMissing` where it is not installed."""
        try:
            return importlib.import_module(self.library)
        except ImportError as error:
            raise LibraryMissing(
                f"{self.library} is not installed ({error}): pip install {self.library}"
            ) from error

    def version(self):
        """The installed version, or None."""
        try:
            return importlib.metadata.version(self.library)
        except importlib.metadata.PackageNotFoundError:
            return None

    def spelled(self, name, function):
        """How the call of the rule `name` is written."""
        return name

    def takes(self, thing):
        """Whether `thing` is one of this library's optimizers or integrators."""
        raise NotImplementedError

    def numbered(self, build, numbers, defaults):
        """What `build` gives for the numbers, floats or tracers; `defaults` are floats."""
        return build(numbers)

    def init(self, thing, numbers, point, oracle):
        """The slots' names and values before the first step, without the point.

        `oracle` is a pair of functions of a point: the gradient, and the loss.
        """
        raise NotImplementedError

    def step(self, thing, numbers, point, leaves, oracle):
        """The new point and the new values of the slots."""
        raise NotImplementedError


def copyright_of(function, otherwise):
    """The copyright line in the header of the file that defines `function`."""
    import inspect

    try:
        target = inspect.unwrap(getattr(function, "func", function))
        with open(inspect.getsourcefile(target), encoding="utf-8") as file:
            for line in list(file)[:5]:
                text = line.strip("#\n\r ")
                if text.startswith("Copyright"):
                    return text.encode("ascii", "replace").decode()
    except (TypeError, OSError):
        pass
    return otherwise
