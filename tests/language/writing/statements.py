"""Random statements: a block is a list of lines, indented by whoever writes it down."""

from collections.abc import Callable

from tests.language.writing.choices import KINDS, START, Choices, Scope
from tests.language.writing.expressions import ExpressionWriter, slice_text

DEEPEST = 3
"""Statements within statements of one function."""

ERRORS = [
    "ValueError",
    "KeyError",
    "TypeError",
    "Exception",
    "(ValueError, IndexError)",
    "ZeroDivisionError",
    "Custom",
    "Special",
    "LookupError",
    "ArithmeticError",
    "AttributeError",
]
RAISED = ["ValueError", "KeyError", "Custom", "Special", "IndexError", "StopIteration", "TypeError"]
OPERATORS = ["+=", "-=", "*=", "//=", "%=", "|=", "&=", "^=", "/=", ">>="]

Lines = list[str]


def indented(lines: Lines) -> Lines:
    """Return the lines one level deeper."""
    return [f"    {line}" for line in lines]


class StatementWriter(ExpressionWriter):
    """Writes statements; definitions are written by whoever derives from it."""

    in_finally = False

    def block(self, depth: int, size: int = 3) -> Lines:
        """Return one or more statements."""
        lines: Lines = []
        for _ in range(1 + self.choices.number(size)):
            lines.extend(self.statement(depth))
            if self.choices.exhausted:
                break
        return lines

    def body(self, depth: int) -> Lines:
        """Return the indented block of a compound statement."""
        return indented(self.block(depth + 1, 2))

    def statement(self, depth: int) -> Lines:
        """Return one statement."""
        if self.choices.exhausted:
            return [f"show({self.scope.readable(self.choices.pick(KINDS), self.choices)})"]
        options = SIMPLE if depth >= DEEPEST or self.choices.number(5) < 3 else COMPOUND
        return self.choices.pick(options)(self, depth)

    def definition(self, depth: int) -> Lines:
        """Return the definition of a function or a class."""
        raise NotImplementedError

    def target(self, depth: int) -> str:
        """Return something that can be assigned to."""
        kind = self.choices.pick(KINDS)
        roll = self.choices.number(8)
        if roll == 5:
            return f"{self.scope.readable('o', self.choices)}.{self.choices.pick(['n', 's', 'y'])}"
        if roll == 6:
            return f"{self.scope.readable('l', self.choices)}[{self.expression('n', depth)}]"
        if roll == 7:
            return f"{self.scope.readable('d', self.choices)}[{self.literal('s')}]"
        return self.scope.own(kind, self.choices)


def write_show(writer: StatementWriter, depth: int) -> Lines:
    values = ", ".join(writer.value() for _ in range(1 + writer.choices.number(2)))
    return [f"print({values})"]


def write_assignment(writer: StatementWriter, depth: int) -> Lines:
    kind = writer.choices.pick(KINDS)
    name = writer.scope.own(kind, writer.choices)
    if writer.choices.rarely(8):
        name += f" = {writer.target(1)}"
    elif writer.choices.rarely(12) and name not in writer.scope.borrowed:
        name += ": int"
    return [f"{name} = {writer.expression(kind)}", f"print({name.split(' ')[0].split(':')[0]})"]


def write_unpacking(writer: StatementWriter, depth: int) -> Lines:
    first, second = writer.target(2), writer.target(2)
    own = writer.scope.own("l", writer.choices)
    value = f"{writer.value(1)}, {writer.value(1)}"
    forms = [
        f"{first}, {second} = {value}",
        f"{first}, *{own} = {writer.iterable(1)}",
        f"({first}, ({second}, *{own})) = {writer.value(1)}, {writer.iterable(1)}",
        f"[{first}, {second}] = {writer.iterable(1)}",
        f"*{own}, {first} = {writer.iterable(1)}",
        f"{first}, {second} = {second}, {writer.value(1)}",
    ]
    return [writer.choices.pick(forms)]


def write_augmented(writer: StatementWriter, depth: int) -> Lines:
    kind = writer.choices.pick("nnflsqdto")
    name = writer.scope.own(kind, writer.choices)
    if kind in "nf":
        operator = writer.choices.pick(OPERATORS)
        return [f"{name} {operator} {writer.literal(kind)}", f"print({name})"]
    operator = "|=" if kind in "qd" else "+="
    if writer.choices.rarely(6):
        target = writer.target(1)
        return [f"{target} += {writer.literal('n')}"]
    return [f"{name} {operator} {writer.literal(kind if kind != 'o' else 'n')}", f"print({name})"]


def write_method(writer: StatementWriter, depth: int) -> Lines:
    read, choices = writer.scope.readable, writer.choices
    owner = read("l", choices)
    table, group = read("d", choices), read("q", choices)
    calls = [
        f"{owner}.append({writer.expression('n')})",
        f"{owner}.insert({writer.literal('n')}, {writer.expression('n')})",
        f"{owner}.extend({writer.literal('t')})",
        f"{owner}.sort()",
        f"{owner}.reverse()",
        f"{owner}.remove({writer.expression('n')})",
        f"{owner}[{slice_text(writer, 1)}] = {writer.literal('l')}",
        f"del {owner}[{slice_text(writer, 1)}]",
        f"{table}.update({writer.literal('d')})",
        f"{table}.setdefault({writer.expression('s')}, {writer.value()})",
        f"{table}.pop({writer.expression('s')})",
        f"{table}.popitem()",
        f"del {table}[{writer.expression('s')}]",
        f"{group}.add(int({writer.expression('n')}))",
        f"{group}.discard({writer.expression('n')})",
        f"{group}.remove({writer.expression('n')})",
        f"{group}.update(range({choices.number(5)}))",
    ]
    return [choices.pick(calls), f"print({owner}, {table}, {group})"]


def write_raise(writer: StatementWriter, depth: int) -> Lines:
    pick = writer.choices.pick
    error = f"{pick(RAISED)}({writer.value(2)})"
    cause = pick(["None", "KeyError('cause')", "IndexError", "Custom(1, code=2)"])
    forms = [
        f"raise {error}",
        f"raise {pick(RAISED)}",
        f"raise {error} from {cause}",
        "raise",
        f"raise {writer.value(1)}",
    ]
    test = writer.condition(1)
    return [f"if {test}:", f"    {pick(forms)}"]


def write_assert(writer: StatementWriter, depth: int) -> Lines:
    message = f", {writer.value(1)}" if writer.choices.number(2) else ""
    condition = writer.condition(1)
    if condition[0] == "(":
        condition = f"not {condition}"  # a tuple there is warned of
    return [f"assert {condition}{message}"]


def write_jump(writer: StatementWriter, depth: int) -> Lines:
    scope, choices = writer.scope, writer.choices
    jumps: list[str] = []
    if scope.loops:
        jumps += ["break", "continue"]
    if scope.is_function:
        jumps.append(f"return {writer.value(1)}")
    if not jumps:
        return write_show(writer, depth)
    jump = choices.pick(jumps)
    if choices.rarely(4):
        return [jump]
    return [f"if {writer.condition(1)}:", f"    {jump}"]


def write_yield(writer: StatementWriter, depth: int) -> Lines:
    if not writer.scope.is_generator:
        return write_show(writer, depth)
    roll = writer.choices.number(7)
    if roll < 2:
        return [f"yield {writer.value(1)}"]
    if roll == 2:
        return [f"{writer.target(2)} = yield {writer.value(1)}"]
    if roll == 3:
        return [f"print('from', (yield from {writer.iterable(1)}))"]
    if roll == 4:
        return [f"print({writer.value(2)}, (yield {writer.value(2)}), {writer.value(2)})"]
    if roll == 5:
        return [f"{writer.scope.own('x', writer.choices)} = yield from {writer.iterable(1)}"]
    return [f"{writer.target(2)} = ({writer.value(2)}, (yield), [(yield {writer.value(2)})])"]


def write_delete(writer: StatementWriter, depth: int) -> Lines:
    choices = writer.choices
    target = choices.pick(["o.n", "l[0]", "d['a']", "o.kept", "t[0]"])
    if choices.rarely(3):
        name = writer.scope.own("x", choices)
        return [f"del {name}", f"{name} = {writer.value(2)}"]
    return [f"del {target}"]


def write_drive(writer: StatementWriter, depth: int) -> Lines:
    words = ["'next'", "'list'", "'throw'", "'close'", "None", "7", "'throw key'", "'throw stop'"]
    script = [writer.choices.pick(words) for _ in range(1 + writer.choices.number(5))]
    return [f"drive({writer.generator(1)}, 'next', {', '.join(script)})"]


def write_if(writer: StatementWriter, depth: int) -> Lines:
    lines = [f"if {writer.condition(0)}:", *writer.body(depth)]
    if writer.choices.rarely(3):
        lines += [f"elif {writer.condition(0)}:", *writer.body(depth)]
    if writer.choices.rarely(2):
        lines += ["else:", *writer.body(depth)]
    return lines


def loop_body(writer: StatementWriter, depth: int) -> Lines:
    writer.scope.loops += 1
    lines = ["    tick()", *writer.body(depth)]
    writer.scope.loops -= 1
    if writer.choices.rarely(3):
        lines += ["else:", *writer.body(depth)]
    return lines


def write_for(writer: StatementWriter, depth: int) -> Lines:
    target = writer.scope.own(writer.choices.pick("nxs"), writer.choices)
    roll = writer.choices.number(8)
    if roll == 6:
        target = f"{target}, {writer.target(2)}"
    elif roll == 7:
        target = writer.target(2)
    return [f"for {target} in {writer.iterable(0)}:", *loop_body(writer, depth)]


def write_while(writer: StatementWriter, depth: int) -> Lines:
    counter = writer.new_name("w")
    test = f"{counter} > 0"
    if writer.choices.rarely(3):
        test += f" and {writer.condition(1)}"
    body = loop_body(writer, depth)
    return [f"{counter} = 3", f"while {test}:", f"    {counter} -= 1", *body]


def write_try(writer: StatementWriter, depth: int) -> Lines:
    choices = writer.choices
    lines = ["try:", *writer.body(depth)]
    handlers = choices.pick([1, 1, 2, 0])
    for _ in range(handlers):
        if choices.rarely(2):
            name = writer.new_name("e")
            body = [*writer.body(depth), f"    tell({name})"]
            if choices.rarely(4):
                body.reverse()
                body = [f"    tell({name})", *indented(writer.block(depth + 1, 1))]
            lines += [f"except {choices.pick(ERRORS)} as {name}:", *body]
        else:
            lines += [f"except {choices.pick(ERRORS)}:", *writer.body(depth)]
    if handlers and choices.rarely(3):
        lines += ["else:", *writer.body(depth)]
    if not handlers or choices.rarely(3):
        lines += ["finally:", *writer.body(depth)]
    return lines


def write_with(writer: StatementWriter, depth: int) -> Lines:
    choices = writer.choices
    items: list[str] = []
    for _ in range(choices.pick([1, 1, 2])):
        swallows = choices.pick(["", ", True", ", False, 'exit'", ", False, 'enter'"])
        name = f" as {writer.scope.own('x', choices)}" if choices.rarely(2) else ""
        items.append(f"Manager('{writer.new_name('m')}'{swallows}){name}")
    if choices.rarely(12):
        items.append(writer.value(1))
    return [f"with {', '.join(items)}:", *writer.body(depth)]


def write_match(writer: StatementWriter, depth: int) -> Lines:
    lines = [f"match {writer.value()}:"]
    for _ in range(1 + writer.choices.number(4)):
        guard = f" if {writer.condition(1)}" if writer.choices.rarely(4) else ""
        bound: set[str] = set()
        lines.append(f"    case {pattern(writer, 0, bound)}{guard}:")
        names = ", ".join(sorted(bound))
        lines.append(f"        print('case', {names})")
        lines.extend(indented(writer.body(depth)))
    return lines


def capture(writer: StatementWriter, bound: set[str]) -> str:
    name = f"c{len(bound)}"
    bound.add(name)
    return name


def pattern(writer: StatementWriter, depth: int, bound: set[str]) -> str:
    """Return a pattern; the names it binds are added to `bound`."""
    pick = writer.choices.pick
    roll = writer.choices.number(12 if depth < 2 else 4)

    def sub() -> str:
        return pattern(writer, depth + 1, bound)

    if roll == 0:
        return pick(["1", "'a'", "None", "True", "-3", "2.5", "'word'"])
    if roll == 1:
        name = capture(writer, bound)
        return name if depth else f"[{name}]"
    if roll == 2:
        return "_" if depth else "[_, _]"
    if roll == 3:
        return pick(["int()", "str()", "Thing.kept", "list()", "bool()", "dict()"])
    if roll == 4:
        return f"[{sub()}, {sub()}]"
    if roll == 5:
        return f"[{sub()}, *{capture(writer, bound)}]"
    if roll == 6:
        return f"{{'a': {sub()}, **{capture(writer, bound)}}}"
    if roll == 7:
        return f"Thing({sub()}, s={sub()})"
    if roll == 8:
        return f"{pick(['1', 'None', 'str()'])} | {pick(['2', 'int()', '[]'])}"
    if roll == 9:
        inner = pick(["1 | 2", "[_, *_]", "str()", "Thing(_)"])
        return (
            f"({inner} as {capture(writer, bound)})"
            if depth
            else f"{inner} as {capture(writer, bound)}"
        )
    if roll == 10:
        return f"int({sub()})"
    return f"(*_, {sub()})"


def write_definition(writer: StatementWriter, depth: int) -> Lines:
    return writer.definition(depth)


Maker = Callable[[StatementWriter, int], Lines]

SIMPLE: list[Maker] = [
    write_show,
    write_assignment,
    write_assignment,
    write_unpacking,
    write_augmented,
    write_method,
    write_raise,
    write_assert,
    write_jump,
    write_yield,
    write_yield,
    write_delete,
    write_drive,
]
COMPOUND: list[Maker] = [
    write_if,
    write_for,
    write_while,
    write_try,
    write_try,
    write_with,
    write_match,
    write_definition,
]


def first_names(scope: Scope, choices: Choices) -> Lines:
    """Bind a few names at the start of a function, so that its body has some of its own."""
    lines: Lines = []
    for kind in KINDS:
        if not scope.names[kind] and choices.number(3) == 0:
            lines.append(f"{scope.own(kind, choices)} = {START[kind]}")
    return lines
