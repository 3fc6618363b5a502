"""A rule: a graph with its slots and numbers, written to and read from JSON."""

import json

from . import format
from .errors import FormatError


class Rule:
    """An update rule as a graph of the format `stable-sgd/rule/1`.

    `slots` are dictionaries with `name`, `kind` and perhaps `start`; `numbers` with `name` and
    `default`; `nodes` are tuples; `step` gives the node of each slot's value after a step.
    """

    def __init__(
        self,
        name,
        source,
        dimension,
        numbers,
        slots,
        nodes,
        step,
        shape=None,
        concrete=None,
        assumes=(),
    ):
        self.name = name
        self.source = dict(source)
        self.dimension = dimension
        self.shape = None if shape is None else list(shape)
        self.concrete = dict(concrete or {})
        self.assumes = list(assumes)
        self.numbers = [dict(n) for n in numbers]
        self.slots = [dict(s) for s in slots]
        self.nodes = [tuple(n) for n in nodes]
        self.step_nodes = dict(step)
        self.kinds = self._validated()

    def _validated(self):
        slots = {}
        for slot in self.slots:
            if slot["kind"] not in format.SLOT_KINDS or slot["name"] in slots:
                raise FormatError(f"{self.name}: a slot of no kind, or twice: {slot}")
            slots[slot["name"]] = slot["kind"]
        if not self.slots or self.slots[0] != {"name": "q", "kind": format.VECTOR}:
            raise FormatError(f"{self.name}: the first slot is the point, `q`, a vector")
        if set(self.step_nodes) != set(slots):
            raise FormatError(f"{self.name}: `step` has not exactly one entry a slot")
        numbers = [n["name"] for n in self.numbers]
        for number in self.numbers:
            format.read_fraction(number["default"])
        for name in (*slots, *numbers):
            if not format.NAME.match(name):
                raise FormatError(f"{self.name}: {name!r} is not a name")
        kinds = []
        for node in self.nodes:
            if node[0] == "number" and node[1] not in numbers:
                raise FormatError(f"{self.name}: no number is called {node[1]!r}")
            kinds.append(format.kind(node, kinds, slots, self.dimension))
        starts = {s["name"]: s["start"] for s in self.slots if "start" in s}
        for what in (starts, self.step_nodes):
            for name, node in what.items():
                if type(node) is not int or not 0 <= node < len(kinds):
                    raise FormatError(f"{self.name}: {name}: {node!r} is not a node")
                fits = (
                    (slots[name], format.NUMBER) if slots[name] == format.VECTOR else (slots[name],)
                )
                if kinds[node] not in fits:
                    raise FormatError(f"{self.name}: {name} is a {slots[name]}, node {node} is not")
        return kinds

    def document(self):
        """The rule as the dictionaries, lists and strings that JSON has."""
        document = {"schema": format.SCHEMA, "name": self.name, "source": self.source}
        document["dimension"] = self.dimension
        if self.shape is not None:
            document["shape"] = self.shape
        if self.concrete:
            document["concrete"] = self.concrete
        if self.assumes:
            document["assumes"] = self.assumes
        document["numbers"] = self.numbers
        document["slots"] = self.slots
        document["nodes"] = [list(n) for n in self.nodes]
        document["step"] = self.step_nodes
        return document

    def to_json(self):
        """The rule as text: one node a line, one number and one slot a line, in ASCII."""
        lines = []
        for key, value in self.document().items():
            if key in ("source", "concrete", "step") and value:
                inner = [f"{_compact(k)}: {_compact(v)}" for k, v in value.items()]
                body = _block("{", inner, "}")
            elif key in ("numbers", "slots", "nodes") and value:
                body = _block("[", [_compact(v) for v in value], "]")
            else:
                body = _compact(value)
            lines.append(f"  {_compact(key)}: {body}")
        return "{\n" + ",\n".join(lines) + "\n}\n"

    def save(self, path):
        """Writes the rule to `path`: beside it, then renamed."""
        from .write import write

        write(path, self.to_json())

    @classmethod
    def from_json(cls, text):
        """The rule that `text` holds. Raises `FormatError` where it is not one."""
        try:
            document = json.loads(text)
            if document["schema"] != format.SCHEMA:
                raise FormatError(
                    f"expected the schema {format.SCHEMA}, found {document['schema']!r}"
                )
            return cls(
                document["name"],
                document.get("source", {}),
                document.get("dimension"),
                document["numbers"],
                document["slots"],
                document["nodes"],
                document["step"],
                document.get("shape"),
                document.get("concrete"),
                document.get("assumes", ()),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise FormatError(f"not a rule of {format.SCHEMA}: {error!r}") from error

    @classmethod
    def load(cls, path):
        """The rule in the file at `path`."""
        with open(path, encoding="utf-8") as file:
            return cls.from_json(file.read())

    def defaults(self):
        """The numbers' defaults, as floats, by name."""
        return {n["name"]: float(format.read_fraction(n["default"])) for n in self.numbers}

    def start(self, point, gradient=None, loss=None, **numbers):
        """The slots before the first step, from `point`. See `interpret.start`."""
        from . import interpret

        return interpret.start(self, point, gradient, loss, **numbers)

    def step(self, state, gradient, loss=None, **numbers):
        """The slots after a step from `state`, in double precision. See `interpret.step`."""
        from . import interpret

        return interpret.step(self, state, gradient, loss, **numbers)

    def run(self, point, gradient, steps, loss=None, **numbers):
        """The points of a run, the first one included. See `interpret.run`."""
        from . import interpret

        return interpret.run(self, point, gradient, steps, loss, **numbers)

    def certify(self):
        """The program's certificates for this rule. See `certify.certify`."""
        from .certify import certify

        return certify(self)

    def __repr__(self):
        where = "any dimension" if self.dimension is None else f"dimension {self.dimension}"
        numbers = ", ".join(n["name"] for n in self.numbers) or "none"
        return f"<Rule {self.name}: {len(self.nodes)} nodes, {where}, numbers {numbers}>"


def _compact(value):
    return json.dumps(value, ensure_ascii=True)


def _block(opening, lines, closing):
    return opening + "\n    " + ",\n    ".join(lines) + f"\n  {closing}"
