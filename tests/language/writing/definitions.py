"""Random functions, generators and classes, and whole programs made of all of them."""

from tests.language.writing.choices import KINDS, START, Choices, Scope
from tests.language.writing.prelude import CONCLUSION, PRELUDE
from tests.language.writing.statements import (
    Lines,
    StatementWriter,
    first_names,
    indented,
    write_drive,
)

BASES = ["Thing", "Plain", "Countdown", "Slotted", "Thing, Countdown", "Custom", "Manager"]
SPECIAL_METHODS = [
    ("__add__", "other"),
    ("__radd__", "other"),
    ("__eq__", "other"),
    ("__lt__", "other"),
    ("__getattr__", "name"),
    ("__call__", "*args, key=None"),
    ("__contains__", "value"),
    ("__getitem__", "index"),
    ("__iter__", ""),
    ("__len__", ""),
    ("__bool__", ""),
    ("__str__", ""),
    ("__exit__", "*args"),
    ("__enter__", ""),
    ("__sub__", "other"),
    ("__mul__", "other"),
    ("__setitem__", "index, value"),
    ("__next__", ""),
    ("__neg__", ""),
]


class ProgramWriter(StatementWriter):
    """Writes what defines; one for each part of a program, in one scope for the module."""

    def definition(self, depth: int) -> Lines:
        """Return a function, a generator or a class."""
        roll = self.choices.number(4)
        if self.scope.depth >= 3:
            return ["pass"]
        if roll == 0 or self.scope.depth >= 2:
            return self.function()
        if roll == 1:
            return self.function(is_generator=True)
        if roll == 2:
            return self.class_definition()
        return self.function()

    def use(self) -> Lines:
        """Return a statement that uses what was defined last."""
        choices = self.choices
        roll = choices.number(3)
        if roll == 0 and self.scope.generators:
            return write_drive(self, 0)
        if roll == 1 and self.scope.classes:
            name = f"{self.scope.classes[-1]}({self.arguments(choices.number(3), 1)})"
            return [f"o = {name}", "print(o, o + 1, o == o, list(o), o.double)"]
        return [f"print({self.call(1)})", f"print({self.call(1)})"]

    def parameters(self, scope: Scope) -> tuple[str, int]:
        """Return the parameters of a function, and how many arguments it wants."""
        choices = self.choices
        forms = [
            (["n", "x"], "{0}, {1}"),
            (["x"], "{0}"),
            ([], ""),
            (["n", "s"], "{0}, {1}='default'"),
            (["n", "x", "l"], "{0}, /, {1}=2, *{2}"),
            (["n", "s", "d"], "{0}, *, {1}='only', **{2}"),
            (["t"], "*{0}"),
            (["x", "b"], "{0}, *, key=None, {1}=False"),
        ]
        kinds, form = choices.pick(forms)
        names = [f"{kind}_{scope.depth}" for kind in kinds]
        for kind, name in zip(kinds, names, strict=True):
            scope.names[kind].append(name)
        text = form.format(*names)
        wanted = len(names) if "*" not in text and "=" not in text else len(names[:1])
        return text, wanted

    def function(self, is_generator: bool = False, method: tuple[str, str] | None = None) -> Lines:
        """Return the definition of a function, which the scope can call from now on."""
        choices, outer = self.choices, self.scope
        scope = Scope(outer)
        scope.is_generator = is_generator
        before, self.may_bind = self.may_bind, True
        self.scope = scope
        parameters, wanted = ("", 0)
        if method is None and not is_generator:
            parameters, wanted = self.parameters(scope)
        name = self.new_name("g" if is_generator else "f")
        if method is not None:
            name, parameters = method
            parameters = f"self, {parameters}" if parameters else "self"
            scope.names["o"].append("self")
        start = self.outer_names(scope) + first_names(scope, choices)
        body = ["tick()", *start, *self.block(0, 5)]
        if is_generator:
            body.append(f"yield {self.value(1)}")
        body.append(f"return {self.value(1)}")
        self.scope, self.may_bind = outer, before
        lines = [f"def {name}({parameters}):", *indented(body)]
        if method is None:
            if is_generator:
                outer.generators.append(name)
            else:
                outer.functions.append((name, wanted))
            if choices.rarely(6):
                lines.insert(0, choices.pick(["@passing", "@counted(2)"]))
        return lines

    def outer_names(self, scope: Scope) -> Lines:
        """Return a `global` or `nonlocal` statement for some names, or nothing."""
        choices = self.choices
        if not choices.rarely(3):
            return []
        kind = choices.pick(KINDS)
        outer = scope.outer
        while outer is not None and outer.outer is not None:
            names = [name for name in outer.names[kind] if name not in outer.borrowed]
            if names and not scope.names[kind]:
                scope.names[kind].append(names[0])
                scope.borrowed.append(names[0])
                return [f"nonlocal {names[0]}"]
            outer = outer.outer
        if scope.names[kind]:
            return []
        scope.names[kind].append(kind)
        scope.borrowed.append(kind)
        return [f"global {kind}"]

    def class_definition(self) -> Lines:
        """Return the definition of a class."""
        choices, outer = self.choices, self.scope
        name = self.new_name("C")
        bases = choices.pick([*BASES, *outer.all_classes()])
        body: Lines = []
        if choices.rarely(3):
            body.append(f"kept = {self.value(1)}")
        if choices.rarely(6):
            body.append("__slots__ = ('n', 's', 'l')")
        for _ in range(1 + choices.number(3)):
            body.extend(self.method(name))
        outer.classes.append(name)
        return [f"class {name}({bases}):", *indented(body)]

    def method(self, name: str) -> Lines:
        """Return a method: a special one, a property, a constructor that asks the base's."""
        roll = self.choices.number(6)
        if roll == 0:
            return [
                "def __init__(self, *args):",
                "    tick()",
                f"    self.made = {self.value(2)}",
                "    super().__init__(*args)",
            ]
        if roll == 1:
            return ["@property", *self.function(method=("double", ""))]
        if roll == 2:
            return ["def __iter__(self):", "    yield self", f"    yield {self.value(2)}"]
        if roll == 3:
            decorator = self.choices.pick(["classmethod", "staticmethod"])
            return [f"@{decorator}", *self.function(method=("make", "*args"))]
        return self.function(method=self.choices.pick(SPECIAL_METHODS))


def text_of(parts: list[bytes]) -> str:
    """Return the program that drawn bytes stand for: each part is tried, but for the last."""
    scope = Scope()
    lines: Lines = []
    for kind in KINDS:
        scope.names[kind].append(kind)
        lines.append(f"{kind} = {START[kind]}")
    serial = 0
    for index, part in enumerate(parts):
        writer = ProgramWriter(Choices(part))
        writer.scope, writer.serial = scope, serial
        scope.loops = 0
        if index == len(parts) - 1:
            lines.extend(writer.block(0, 4))
        elif index % 2 == 0:
            lines.extend(writer.definition(0))
            lines.extend(tried(writer.use()))
        else:
            for _ in range(3):
                lines.extend(tried(writer.statement(0)))
        serial = writer.serial
    return PRELUDE + "\n".join(lines) + "\n" + CONCLUSION


def tried(lines: Lines) -> Lines:
    """Return the lines so that their exceptions are told."""
    return ["try:", *indented(lines), "except (Exception, Enough) as error:", "    tell(error)"]
