"""Random expressions: mostly of the kind that is wanted, deep enough to nest, small in value.

Whatever grows grows by a constant, so that loops and calls cannot make values too large.
"""

from collections.abc import Callable

from tests.language.writing.choices import KINDS, Choices, Scope

WORDS = ["''", "'a'", "'bc'", "'word and'", "'é'", "'x,y'", "'Ab1'", "' pad '", "'12'"]
NUMBERS = ["0", "1", "2", "5", "-3", "10", "255", "1_000", "0x1f", "10**12"]
FLOATS = ["0.0", "1.5", "-2.25", "1e10", "3.0", "1e-3"]
SPECIFICATIONS = [
    "",
    ">8",
    "^9",
    "*<6",
    "05",
    "+",
    ",",
    "x",
    ".2f",
    "e",
    "s",
    "08.3f",
    "b",
    "%",
    "#x",
]
COMPARISONS = ["==", "<", ">", "!=", "<=", ">=", "is", "is not", "in", "not in"]
DEEPEST = 3


class ExpressionWriter:
    """Writes expressions; the statements' writer builds on it."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.scope = Scope()
        self.serial = 0

    def new_name(self, prefix: str) -> str:
        """Return a name that nothing else has."""
        self.serial += 1
        return f"{prefix}_{self.serial}"

    def value(self, depth: int = 0) -> str:
        """Return an expression of any kind."""
        return self.expression(self.choices.pick(KINDS), depth)

    def expression(self, kind: str, depth: int = 0) -> str:
        """Return an expression that mostly gives a value of the kind."""
        choices = self.choices
        if choices.rarely(40):
            kind = choices.pick(KINDS)
        if depth >= DEEPEST or choices.exhausted:
            return self.scope.readable(kind, choices) if choices.number(3) else self.literal(kind)
        roll = choices.number(24)
        if roll < 4:
            return self.scope.readable(kind, choices)
        if roll == 23:
            return self.unusual(kind, depth + 1)
        return EXPRESSIONS[kind](self, depth + 1)

    def literal(self, kind: str) -> str:
        """Return the simplest expression of a kind."""
        pick = self.choices.pick
        if kind == "n":
            return pick(NUMBERS)
        if kind == "s":
            return pick(WORDS)
        if kind == "f":
            return pick(FLOATS)
        simple = {
            "b": ["True", "False"],
            "l": ["[]", "[1, 2, 3]", "['a', 'b']"],
            "t": ["()", "(1,)", "(1, 'two')"],
            "d": ["{}", "{'k': 1}", "{1: 2, 3: 4}"],
            "q": ["set()", "{1, 2}", "{3}"],
            "x": ["None", "0", "'any'", "..."],
            "o": ["Thing()", "Slotted(4)", "Countdown(3)"],
        }
        return pick(simple[kind])

    def unusual(self, kind: str, depth: int) -> str:
        """Return an expression that any kind can have."""
        roll = self.choices.number(9)
        outer, self.may_bind = self.may_bind, self.may_bind and roll != 4
        inner = self.expression(kind, depth)
        self.may_bind = outer
        if roll == 0:
            return f"({inner} if {self.condition(depth)} else {self.expression(kind, depth)})"
        if roll == 1:
            return f"({self.scope.own(kind, self.choices)} := {inner})" if self.may_bind else inner
        if roll == 2 and self.scope.is_generator and self.may_bind:
            return f"((yield {self.value(depth)}) or {inner})"
        if roll == 3:
            return f"[{self.value(depth)}, {inner}][-1]"
        if roll == 4:
            return f"(lambda value=1, *rest: {inner})()"
        if roll == 5:
            return f"show({self.value(depth)}, {inner})"
        if roll == 6:
            return f"({inner} {self.choices.pick(['and', 'or'])} {self.expression(kind, depth)})"
        if roll == 7:
            return self.call(depth)
        return f"{{'k': {inner}}}['k']"

    may_bind = True
    """Whether a walrus and a yield may be written: not within comprehensions and class bodies."""

    def condition(self, depth: int) -> str:
        """Return what is tested for truth."""
        return self.expression("b", depth) if self.choices.number(3) else self.value(depth)

    def owner(self, kind: str, depth: int) -> str:
        """Return what is subscripted or called: no literal, of which Python would warn."""
        text = self.expression(kind, depth)
        if not text[0].islower() or text.startswith(("f'", "0x")):
            return self.scope.readable(kind, self.choices)
        return text

    def receiver(self, kind: str, depth: int) -> str:
        """Return what has its method called: a number must stand in brackets for that."""
        text = self.expression(kind, depth)
        return f"({text})" if text[0].isdigit() else text

    def arguments(self, count: int, depth: int) -> str:
        """Return the arguments of a call, stars among them."""
        parts: list[str] = []
        for _ in range(count):
            roll = self.choices.number(12)
            if roll == 11:
                parts.append(f"*{self.iterable(depth)}")
            else:
                parts.append(self.value(depth))
        roll = self.choices.number(16)
        if roll == 15:
            parts.append(f"**{{'key': {self.value(depth)}}}")
        elif roll == 14:
            parts.append(f"key={self.value(depth)}")
        return ", ".join(parts)

    def call(self, depth: int) -> str:
        """Return a call of a function the program has defined."""
        functions = self.scope.all_functions()
        if not functions:
            return f"show({self.arguments(2, depth)})"
        name, count = self.choices.pick(functions)
        count += self.choices.pick([0, 0, 0, 0, 0, 1, -1])
        return f"{name}({self.arguments(max(count, 0), depth)})"

    def iterable(self, depth: int) -> str:
        """Return something finite to loop over."""
        roll = self.choices.number(12)
        simple = ["range(3)", "'abc'", "range(5, 0, -2)", "Countdown(2)"]
        if roll < 4:
            return simple[roll]
        if roll < 8:
            return self.expression("ltdq"[roll - 4], depth)
        if roll == 8:
            return f"enumerate({self.expression('l', depth)})"
        if roll == 9:
            return f"zip({self.expression('t', depth)}, range(4))"
        if roll == 10:
            return f"{self.receiver('d', depth)}.items()"
        return self.generator(depth)

    def generator(self, depth: int) -> str:
        """Return a fresh generator."""
        names = self.scope.all_generators()
        if names and self.choices.number(3):
            return f"{self.choices.pick(names)}()"
        return self.comprehension("(", "x", ")", depth)

    def comprehension(self, opening: str, kind: str, closing: str, depth: int) -> str:
        """Return a comprehension, with one or two loops, perhaps a condition."""
        before, self.may_bind = self.may_bind, False
        iterable = self.iterable(depth)
        outer, self.scope = self.scope, Scope(self.scope)
        self.scope.is_generator = False
        name = f"i{depth}"
        self.scope.names["x"].append(name)
        loops = f"for {name} in {iterable}"
        if self.choices.rarely(5):
            loops += f" for j{depth} in ({name}, 1)"
        if self.choices.rarely(3):
            loops += f" if {self.condition(depth)}"
        element = name if self.choices.rarely(3) else self.expression(kind, depth)
        if opening == "{" and kind == "n":
            element = f"int({element})"  # the order of a set of strings is different every time
        if opening == "{" and kind == "x":
            element = f"{self.expression('s', depth)}: {element}"
        self.scope, self.may_bind = outer, before
        return f"{opening}{element} {loops}{closing}"

    def formatted(self, depth: int) -> str:
        """Return an f-string."""
        choices = self.choices
        outer, self.may_bind = self.may_bind, False
        parts: list[str] = []
        for _ in range(1 + choices.number(2)):
            kind = choices.pick("nfsxlo")
            text = self.scope.readable(kind, choices)
            conversion = choices.pick(["", "", "", "!r", "!s", "!a", "="])
            wanted = choices.pick(SPECIFICATIONS) if choices.rarely(3) else ""
            parts.append(f"{{{text}{conversion}{':' + wanted if wanted else ''}}}")
        self.may_bind = outer
        return f"f'{'-'.join(parts)}'"


Maker = Callable[[ExpressionWriter, int], str]


def int_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(22)
    pick = writer.choices.pick

    def sub(kind: str = "n") -> str:
        return writer.expression(kind, depth)

    literal = pick(NUMBERS)
    if roll < 3:
        return f"({sub()} {pick('+-')} {sub()})"
    options: list[Callable[[], str]] = [
        lambda: literal,
        lambda: f"({sub()} * {pick(['2', '3', 'True'])})",
        lambda: f"({sub()} // {sub()})",
        lambda: f"({sub()} % {sub()})",
        lambda: f"({sub()} {pick(['&', '|', '^'])} {sub()})",
        lambda: f"({sub()} {pick(['<<', '>>'])} ({sub()} % 5))",
        lambda: f"(-{sub()})",
        lambda: f"(~{sub()})",
        lambda: f"len({sub(pick('sltdqo'))})",
        lambda: f"{writer.owner('l', depth)}[{sub()}]",
        lambda: f"{writer.receiver('o', depth)}.{pick(['n', 'double', 'kept', 'nothing'])}",
        lambda: f"sum({writer.comprehension('', 'n', '', depth)})",
        lambda: f"{pick(['min', 'max'])}({sub()}, {sub()})",
        lambda: f"{pick(['min', 'max', 'sum', 'len'])}({sub('q')})",
        lambda: f"int({sub(pick('snfb'))})",
        lambda: f"(({sub()} % 11) ** {pick(['2', '3', '-1'])})",
        lambda: f"{writer.receiver('l', depth)}.{pick(['index', 'count', 'pop'])}({sub()})",
        lambda: f"{writer.receiver('s', depth)}.{pick(['find', 'count', 'index'])}({sub('s')})",
        lambda: f"divmod({sub()}, {sub()})[{writer.choices.number(2)}]",
    ]
    return options[roll - 3]()


def bool_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(10)
    kind = writer.choices.pick("nsltdqfxo")
    first, second = writer.expression(kind, depth), writer.expression(kind, depth)
    if roll < 3:
        operator = writer.choices.pick(COMPARISONS[:6])
        return f"({first} {operator} {second})"
    if roll == 3:
        third = writer.expression(kind, depth)
        operators = writer.choices.pick([("<", "<="), ("==", "!="), (">", "<")])
        return f"({first} {operators[0]} {second} {operators[1]} {third})"
    if roll == 4:
        return f"(not {first})"
    if roll == 5:
        word = writer.choices.pick(["in", "not in"])
        return f"({first} {word} {writer.expression(writer.choices.pick('ltdqo'), depth)})"
    if roll == 6:
        names = ["int", "str", "(list, tuple)", "Thing", "type(None)"]
        return f"isinstance({first}, {writer.choices.pick(names)})"
    if roll == 7:
        word = writer.choices.pick(["any", "all"])
        return f"{word}({writer.comprehension('', 'b', '', depth)})"
    if roll == 8:
        word = writer.choices.pick(["is", "is not"])
        return f"({writer.scope.readable(kind, writer.choices)} {word} None)"
    methods = ["isdigit", "isupper", "islower", "isalpha", "isspace", "istitle", "isidentifier"]
    return f"{writer.receiver('s', depth)}.{writer.choices.pick(methods)}()"


def text_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(14)
    inner = writer.receiver("s", depth)
    if roll < 3:
        return writer.formatted(depth)
    if roll == 3:
        return f"({inner} + {writer.literal('s')})"
    if roll == 4:
        return f"{writer.owner('s', depth)}[{slice_text(writer, depth)}]"
    if roll == 5:
        return f"{writer.owner('s', depth)}[{writer.expression('n', depth)}]"
    if roll == 6:
        plain = ["upper", "lower", "strip", "title", "swapcase", "capitalize", "casefold", "rstrip"]
        return f"{inner}.{writer.choices.pick(plain)}()"
    if roll == 7:
        return f"{inner}.replace({writer.literal('s')}, {writer.literal('s')}, 2)"
    if roll == 8:
        parts = writer.comprehension("", "s", "", depth)
        return f"{writer.literal('s')}.join({parts})"
    if roll == 9:
        return f"{writer.choices.pick(['repr', 'str', 'ascii'])}({writer.value(depth)})"
    if roll == 10:
        word = writer.choices.pick(["center", "ljust", "rjust", "zfill"])
        return f"{inner}.{word}({writer.choices.pick(['3', '9'])})"
    if roll == 11:
        pattern = writer.choices.pick(["%s-%r", "%5s|%-4r", "%s %s", "%d/%s", "%x %s"])
        values = f"{writer.expression('n', depth)}, {writer.value(depth)}"
        return f"('{pattern}' % ({values}))"
    if roll == 12:
        pattern = writer.choices.pick(["{} {}", "{0!r} {1:>5}", "{1}", "{:>8}{}", "{a} {}"])
        return f"'{pattern}'.format({inner}, {writer.value(depth)})"
    return f"({inner} * ({writer.expression('n', depth)} % 3))"


def float_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(7)
    inner = writer.expression("f", depth)
    if roll == 0:
        return f"({inner} {writer.choices.pick('+-*')} {writer.literal('f')})"
    if roll == 1:
        return f"({inner} / {writer.expression('n', depth)})"
    if roll == 2:
        return f"float({writer.expression(writer.choices.pick('ns'), depth)})"
    if roll == 3:
        return f"round({inner}, {writer.choices.number(3)})"
    if roll == 4:
        return f"abs({inner})"
    if roll == 5:
        return f"({inner} {writer.choices.pick(['//', '%'])} {writer.literal('f')})"
    return writer.literal("f")


def slice_text(writer: ExpressionWriter, depth: int) -> str:
    parts = ["", "1", "-1", "2", "0", "-3"]
    pick = writer.choices.pick
    step = pick(["", "", "", ":-1", ":2", ":0"])
    return f"{pick(parts)}:{pick(parts)}{step}"


def list_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(9)
    kind = writer.choices.pick("nnnsx")
    if roll < 3:
        parts = [writer.expression(kind, depth) for _ in range(writer.choices.number(4))]
        if writer.choices.rarely(4):
            parts.append(f"*{writer.iterable(depth)}")
        return f"[{', '.join(parts)}]"
    if roll == 3:
        return writer.comprehension("[", kind, "]", depth)
    if roll == 4:
        return f"{writer.owner('l', depth)}[{slice_text(writer, depth)}]"
    if roll == 5:
        key = writer.choices.pick(["", ", reverse=True", ", key=str", ", key=lambda v: -v"])
        return f"sorted({writer.expression(writer.choices.pick('lqt'), depth)}{key})"
    if roll == 6:
        return f"list({writer.iterable(depth)})"
    if roll == 7:
        return f"({writer.expression('l', depth)} + {writer.literal('l')})"
    return f"{writer.receiver('s', depth)}.split({writer.choices.pick(['', *WORDS])})"


def tuple_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(5)
    if roll < 2:
        parts = [writer.value(depth) for _ in range(writer.choices.number(3))]
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    if roll == 2:
        return f"tuple({writer.iterable(depth)})"
    if roll == 3:
        return f"({writer.expression('t', depth)} + {writer.literal('t')})"
    return f"{writer.owner('t', depth)}[{slice_text(writer, depth)}]"


def dict_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(5)
    if roll < 2:
        keys = [writer.expression(writer.choices.pick("snbt"), depth) for _ in range(2)]
        parts = [f"{key}: {writer.value(depth)}" for key in keys]
        if writer.choices.rarely(4):
            parts.append(f"**{writer.expression('d', depth)}")
        return f"{{{', '.join(parts)}}}"
    if roll == 2:
        return writer.comprehension("{", "x", "}", depth)
    if roll == 3:
        return f"dict(a={writer.value(depth)}, **{writer.expression('d', depth)})"
    return f"({writer.expression('d', depth)} | {writer.literal('d')})"


def set_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(5)
    inner = writer.expression("q", depth)
    if roll == 0:
        return f"({inner} {writer.choices.pick('|&-^')} {writer.literal('q')})"
    if roll == 1:
        return f"set({writer.owner('l', depth)}[:0] or range({writer.choices.number(9)}))"
    if roll == 2:
        return f"{{int({writer.expression('n', depth)}), {writer.literal('n')}}}"
    if roll == 3:
        return writer.comprehension("{", "n", "}", depth)
    return f"frozenset({inner} - {{1}})"


def any_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(9)
    if roll < 2:
        return writer.call(depth)
    if roll == 2:
        return f"{writer.receiver('d', depth)}.get({writer.value(depth)})"
    if roll == 3:
        key = writer.expression(writer.choices.pick("sn"), depth)
        return f"{writer.owner('d', depth)}[{key}]"
    if roll == 4:
        return f"{writer.owner('o', depth)}({writer.arguments(2, depth)})"
    if roll == 5:
        attribute = writer.choices.pick(["s", "l", "made_up", "missing", "method", "still"])
        return f"(getattr({writer.expression('o', depth)}, '{attribute}', None) is None)"
    if roll == 6:
        return f"next(iter({writer.iterable(depth)}), None)"
    if roll == 7:
        return f"{writer.receiver('o', depth)}.method({writer.arguments(2, depth)})"
    return f"{writer.owner('t', depth)}[{writer.expression('n', depth)}]"


def object_expression(writer: ExpressionWriter, depth: int) -> str:
    roll = writer.choices.number(8)
    classes = writer.scope.all_classes()
    if roll < 2 and classes:
        return (
            f"{writer.choices.pick(classes)}({writer.arguments(writer.choices.number(3), depth)})"
        )
    if roll < 4:
        return f"Thing({writer.expression('n', depth)}, {writer.expression('s', depth)})"
    if roll == 4:
        return f"({writer.expression('o', depth)} + {writer.expression('n', depth)})"
    if roll == 5:
        return f"({writer.value(depth)} - {writer.expression('o', depth)})"
    if roll == 6:
        return f"Thing.make({writer.arguments(2, depth)})"
    return f"Countdown({writer.choices.number(4)})"


EXPRESSIONS: dict[str, Maker] = {
    "n": int_expression,
    "b": bool_expression,
    "s": text_expression,
    "f": float_expression,
    "l": list_expression,
    "t": tuple_expression,
    "d": dict_expression,
    "q": set_expression,
    "x": any_expression,
    "o": object_expression,
}
