"""The text of a random heap program as it comes to be: scopes, and the names in them."""

from tests.memory.writing.prelude import CLASSES, QUIET_CLASSES

NAMES = 6
"""Names a scope has for its values."""

DEEPEST = 2
"""Functions within functions."""


class Scope:
    """The module or one function: its names, and what kind of value each has now."""

    def __init__(self, depth: int, outer: "Scope | None") -> None:
        self.prefix = "vwx"[depth]
        self.indent = "    " * depth
        self.depth = depth
        self.outer = outer
        self.kinds: dict[str, str] = {}
        self.function = ""


class Writer:
    """Writes a drawn program down as text."""

    def __init__(self, automatic: bool) -> None:
        self.automatic = automatic
        """Whether collections begin by themselves."""

        self.classes = CLASSES if automatic else QUIET_CLASSES
        self.lines: list[str] = []
        self.scope = Scope(0, None)
        self.serial = 0

    def write(self, line: str) -> None:
        self.lines.append(self.scope.indent + line)

    def new_serial(self) -> int:
        self.serial += 1
        return self.serial

    def readable(self) -> dict[str, str]:
        """Return the kinds of all names that can be read here, the own scope's last."""
        result: dict[str, str] = {}
        scope: Scope | None = self.scope
        while scope is not None:
            result = {**scope.kinds, **result}
            scope = scope.outer
        return result

    def pick(self, number: int, *kinds: str) -> str | None:
        """Return a name with a value of one of these kinds (or any), None if there is none."""
        names = [name for name, kind in self.readable().items() if not kinds or kind in kinds]
        return names[number % len(names)] if names else None

    def value(self, number: int) -> str:
        """Return a name that has a value, or what makes one."""
        return self.pick(number) or "None"

    def assign(self, number: int, text: str, kind: str) -> None:
        """Bind one of the scope's own names to what `text` gives."""
        name = f"{self.scope.prefix}{number % NAMES}"
        self.write(f"{name} = {text}")
        self.scope.kinds[name] = kind

    def open_function(self, number: int, value: int) -> None:
        """Begin a function with one parameter; what follows is its body until it is closed."""
        inner = Scope(self.scope.depth + 1, self.scope)
        inner.function = f"function_{self.new_serial()}"
        self.write(f"def {inner.function}(parameter):")
        inner.kinds = {f"{inner.prefix}0": "any"}
        self.scope = inner
        self.write(f"{inner.prefix}0 = parameter")
        if number % 2:
            self.write("del parameter")

    def close_function(self, target: int, result: int, argument: int) -> None:
        """End the function, by a return or by an exception, and call it."""
        inner, outer = self.scope, self.scope.outer
        if outer is None:
            return
        own = list(inner.kinds)
        name = own[result % len(own)] if own else "None"
        kind = inner.kinds.get(name, "any")
        failing = result % 3 == 2
        self.write(f"raise ValueError({name})" if failing else f"return {name}")
        self.scope = outer
        if failing:
            self.write("try:")
            self.write(f"    {inner.function}({self.value(argument)})")
            self.write("except ValueError as error:")
            self.write(f"    {outer.prefix}{target % NAMES} = error")
            outer.kinds[f"{outer.prefix}{target % NAMES}"] = "error"
        else:
            self.assign(target, f"{inner.function}({self.value(argument)})", kind)

    def write_delete(self, number: int) -> None:
        own = list(self.scope.kinds)
        if own:
            name = own[number % len(own)]
            self.write(f"del {name}")
            del self.scope.kinds[name]

    def finish(self) -> str:
        while self.scope.outer is not None:
            self.close_function(0, 0, 0)
        return "\n".join(self.lines) + "\n"
