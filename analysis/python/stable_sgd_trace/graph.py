"""A graph of operations in which each operation stands once."""

from . import format


class Graph:
    """Nodes in the order in which they were made. An equal node is made once.

    Nothing is folded where data stand: 0·x, x − x and x / x stay. Flags that are known (`true`,
    `false`) are folded, since they come of what is finite, not of data. A constant of the library
    that is infinite, or no number, is kept aside as `infinite`: a comparison with it is known where
    every number is finite, and no node of a rule may rest on it otherwise.
    """

    def __init__(self, slots, dimension):
        self.slots = slots
        self.dimension = dimension
        self.nodes = []
        self.kinds = []
        self.compared_with_infinity = False
        self._index = {}

    def add(self, operation, *arguments):
        """The index of the node `[operation, *arguments]`, which is made if it is new."""
        folded = self._fold(operation, arguments)
        if folded is not None:
            return folded
        node = (operation, *arguments)
        key = (operation, *((type(a), a) for a in arguments))
        if key not in self._index:
            kind = format.NUMBER
            if operation != "infinite":
                kind = format.kind(node, self.kinds, self.slots, self.dimension)
            self._index[key] = len(self.nodes)
            self.nodes.append(node)
            self.kinds.append(kind)
        return self._index[key]

    def _flag(self, node):
        operation = self.nodes[node]
        return operation[1] if operation[0] == "flag" else None

    def _fold(self, operation, arguments):
        if operation == "not" and self._flag(arguments[0]) is not None:
            return self.add("flag", not self._flag(arguments[0]))
        if operation in ("and", "or"):
            for this, other in (arguments, arguments[::-1]):
                known = self._flag(this)
                if known is not None:
                    return other if known == (operation == "and") else this
        if operation == "select":
            known = self._flag(arguments[0])
            if known is not None:
                return arguments[1] if known else arguments[2]
        if operation in format.COMPARISONS:
            left, right = (self._infinite(a) for a in arguments)
            if left is not None or right is not None:
                self.compared_with_infinity = True
                left, right = (0 if x is None else x for x in (left, right))
                return self.add(
                    "flag", {"gt": left > right, "ge": left >= right}.get(operation, False)
                )
        return None

    def _infinite(self, node):
        operation = self.nodes[node]
        return float(operation[1]) if operation[0] == "infinite" else None

    def constant(self, value):
        """A constant: the fraction that the shortest decimal of `value` names."""
        return self.add("constant", format.write_fraction(value))

    def integer(self, value):
        """An integer."""
        return self.add("integer", int(value))

    def needed(self, roots):
        """The nodes that `roots` rest on, in order."""
        found = set()
        waiting = list(roots)
        while waiting:
            index = waiting.pop()
            if index not in found:
                found.add(index)
                waiting.extend(format.operands(self.nodes[index]))
        return sorted(found)

    def pruned(self, roots):
        """The nodes that `roots` rest on, numbered anew, and the map from the old numbers."""
        kept = self.needed(roots)
        new = {old: position for position, old in enumerate(kept)}
        nodes = []
        for old in kept:
            node = self.nodes[old]
            count = len(format.operands(node))
            nodes.append((node[0], *(new[i] for i in node[1 : 1 + count]), *node[1 + count :]))
        return nodes, new
