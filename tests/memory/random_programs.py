"""Random heap programs: they build, share, drop and collect objects, and tell what they saw.

A program is drawn as a list of operations, each a word and three small numbers. Writing it down
keeps the kinds of all names at hand, so every program is valid, and any part of the list is again
a program: that makes for small examples where Toy and CPython differ.

    python -m tests.memory.random_programs 10000 [--seed N] [--keep DIRECTORY]

runs many, and writes down each program on which the two differ, reduced to what matters.

What no program should rely on is left out: printing before the end (CPython's output stream keeps
its own list of pending pieces), errors that nobody can catch where collections start by themselves
(telling them opens files), `repr` of containers (the first one makes a list that stays), and the
order in which CPython's start-up leaves its own objects, which a full collection first settles.
"""

from collections.abc import Callable

from hypothesis import strategies as st

from tests.support.random_runs import main

NAMES = 6
"""Names a scope has for its values."""

DEEPEST = 2
"""Functions within functions."""

PRELUDE = """\
import gc, sys
import _weakref as weakref

log = [None] * 5000
written = 0
ended = False

def say(text):
    global written
    if ended:
        print(text)
    else:
        log[written] = text
        written += 1

class Plain:
    def __init__(self, name):
        self.name = name
    def hear(self, reference):
        say(f'{self.name} hears {reference() is None}')

class Loud(Plain):
    def __del__(self):
        say(f'del {self.name}')

class Counting(Plain):
    def __del__(self):
        say(f'del {self.name} {sys.getrefcount(self)}')

class Failing(Plain):
    def __del__(self):
        say(f'fail {self.name}')
        raise ValueError(self.name)

class Returning(Plain):
    def __del__(self):
        say(f'return {self.name}')
        saved.append(self)

class Collecting(Plain):
    def __del__(self):
        say(f'del {self.name} collect {gc.collect(1)}')

class Slotted:
    __slots__ = ('name', 'a', 'b', '__weakref__')
    def __init__(self, name):
        self.name = name
    def hear(self, reference):
        say(f'{self.name} hears')
    def __del__(self):
        say(f'del {self.name}')

class Derived(Loud):
    def __init__(self, name, *others, extra=None):
        super().__init__(name)
        self.b = others, extra

class Noting(Plain):
    def __del__(self):
        notes.append([self.name, notes])

class Making(Plain):
    def __del__(self):
        made = [self.name, Plain(self.name)]
        made.append(made)

class Context(Plain):
    def __enter__(self):
        return self
    def __exit__(self, *error):
        say(f'exit {self.name}')
        return True

class Hashed(Loud):
    def __init__(self, name):
        self.name = name
        self.number = int(name[1:])
    def __hash__(self):
        return self.number

def tell(reference):
    say(f'told {reference() is None}')

def make_more(reference):
    more = [reference, {'more': reference}]
    more.append(more)
    notes.append(more)

def take(a, *rest, b=None, **named):
    return a, rest, b, named

def capture(value):
    def inner():
        return value
    return inner

def exchange(value):
    def read():
        return value
    def write(new):
        nonlocal value
        value = new
    return read, write

def recursive(value):
    def again(n):
        return again(n - 1) if n else value
    return again

def make_class(value):
    class Local(Loud):
        kept = value
    return Local

saved = []
notes = []
"""

QUIET_COLLECTOR = "gc.collect()\ngc.set_threshold(0)\n"
SMALL_THRESHOLDS = "gc.collect()\ngc.freeze()\ngc.collect()\ngc.set_threshold({}, {}, {})\n"

CONCLUSION = """\
gc.set_threshold(0)
gc.unfreeze()
ended = True
for index in range(written):
    print(log[index])
print('end', len(saved), len(notes))
"""

CLASSES = [
    "Plain",
    "Loud",
    "Counting",
    "Slotted",
    "Returning",
    "Collecting",
    "Derived",
    "Noting",
    "Making",
    "Context",
]
QUIET_CLASSES = [*CLASSES, "Failing"]
"""Only where nothing is collected by itself: telling an error allocates in CPython as it likes."""

Operation = tuple[str, int, int, int]
Program = tuple[tuple[int, int, int] | None, list[Operation]]


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

    def write_operation(self, operation: Operation) -> None:
        word, a, b, c = operation
        if word == "function":
            if self.scope.depth < DEEPEST:
                self.open_function(a, b)
        elif word == "end function":
            self.close_function(a, b, c)
        elif word == "delete":
            self.write_delete(a)
        elif word in MAKERS:
            self.assign(a, *MAKERS[word](self, b, c))
        elif word in STATEMENTS:
            for line in STATEMENTS[word](self, a, b, c):
                self.write(line)

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


# --- What binds a name ---------------------------------------------------------------------------

Made = tuple[str, str]

OBJECT = ("object", "hashed")


def make_object(writer: Writer, b: int, c: int) -> Made:
    return f"{writer.classes[b % len(writer.classes)]}('i{writer.new_serial()}')", "object"


def make_hashed(writer: Writer, b: int, c: int) -> Made:
    return f"Hashed('h{writer.new_serial()}')", "hashed"


def make_list(writer: Writer, b: int, c: int) -> Made:
    return f"[{writer.value(b)}, {writer.value(c)}]", "list"


def make_tuple(writer: Writer, b: int, c: int) -> Made:
    return f"({writer.value(b)}, {writer.value(c)})", "tuple"


def make_dict(writer: Writer, b: int, c: int) -> Made:
    return f"{{'k': {writer.value(b)}, 'l': {writer.value(c)}}}", "dict"


def make_set(writer: Writer, b: int, c: int) -> Made:
    key = writer.pick(b, "hashed")
    return (f"{{{key}}}", "set") if key else ("set()", "set")


def make_row_of_objects(writer: Writer, b: int, c: int) -> Made:
    name = writer.classes[b % len(writer.classes)]
    return f"[{name}(f'{writer.new_serial()}.{{i}}') for i in range({c % 5})]", "list"


def make_method(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, *OBJECT)
    return (f"{owner}.hear", "hearer") if owner else ("tell", "hearer")


def make_append(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "list")
    return (f"{owner}.append", "any") if owner else ("[].append", "any")


def make_closure(writer: Writer, b: int, c: int) -> Made:
    maker = ("capture", "recursive", "exchange")[c % 3]
    return f"{maker}({writer.value(b)})", "any"


def make_lambda(writer: Writer, b: int, c: int) -> Made:
    name = writer.value(b)
    return (f"lambda: {name}", "any") if c % 2 else (f"lambda x={name}: x", "any")


def make_class(writer: Writer, b: int, c: int) -> Made:
    return f"make_class({writer.value(b)})", "class"


def make_of_class(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "class") or "Loud"
    return f"{owner}('l{writer.new_serial()}')", "object"


def make_reference(writer: Writer, b: int, c: int) -> Made:
    referent = writer.pick(b, *OBJECT, "set", "class", "hearer") or "Plain('temporary')"
    number = writer.new_serial()
    hearer = writer.pick(c, "hearer") or "tell"
    calls = ("", f", lambda r: say('heard {number}')", ", tell", f", {hearer}", ", make_more")
    callback = calls[c % 5]
    return f"weakref.ref({referent}{callback})", "reference"


def make_dereferenced(writer: Writer, b: int, c: int) -> Made:
    reference = writer.pick(b, "reference")
    return (f"{reference}()", "any") if reference else ("None", "any")


def make_alias(writer: Writer, b: int, c: int) -> Made:
    name = writer.value(b)
    return name, writer.readable().get(name, "any")


def make_none(writer: Writer, b: int, c: int) -> Made:
    return "None", "any"


def make_item(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "list")
    if owner is None:
        return "saved[-1] if saved else None", "any"
    return f"{owner}[{c % 3 - 1}] if len({owner}) > 1 else None", "any"


def make_popped(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "list") or "saved"
    return f"{owner}.pop() if {owner} else None", "any"


def make_attribute(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, *OBJECT)
    return (f"getattr({owner}, '{'ab'[c % 2]}', None)", "any") if owner else ("None", "any")


def make_variables(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "hashed", "error")
    return (f"{owner}.__dict__", "any") if owner else ("{}", "dict")


def make_iterator(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "list", "tuple", "dict", "set")
    return (f"iter({owner})", "iterator") if owner else ("iter([])", "iterator")


def make_next(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "iterator")
    return (f"next({owner}, None)", "any") if owner else ("None", "any")


def make_slice(writer: Writer, b: int, c: int) -> Made:
    owner = writer.pick(b, "list", "tuple")
    kind = writer.readable()[owner] if owner else "list"
    return (f"{owner}[{c % 2}:]", kind) if owner else ("[]", "list")


def make_error(writer: Writer, b: int, c: int) -> Made:
    return f"ValueError({writer.value(b)})", "error"


def make_derived(writer: Writer, b: int, c: int) -> Made:
    name, first, second = f"'i{writer.new_serial()}'", writer.value(b), writer.value(c)
    calls = (
        f"Derived({name}, {first}, {second})",
        f"Derived({name}, extra={first})",
        f"Derived({name}, *[{first}, {second}])",
        f"Derived({name}, {first}, **{{'extra': {second}}})",
        f"Derived(*({name}, {first}))",
        f"Derived(name={name})",
    )
    return calls[(b + c) % len(calls)], "object"


def make_taken(writer: Writer, b: int, c: int) -> Made:
    first, second = writer.value(b), writer.value(c)
    calls = (
        f"take({first})",
        f"take({first}, {second})",
        f"take({first}, b={second})",
        f"take({first}, c={second})",
        f"take(*[{first}, {second}])",
        f"take(*({first}, {second}))",
        f"take({first}, *[{second}], **{{'b': {first}}})",
        f"take(**{{'a': {first}}}, c={second})",
    )
    return calls[(b + c) % len(calls)], "tuple"


def make_comprehended(writer: Writer, b: int, c: int) -> Made:
    name, other = writer.value(b), writer.value(c)
    texts = (
        (f"[[{name}, i] for i in range(3)]", "list"),
        (f"{{i: [{name}] for i in range(3)}}", "any"),
        (f"[lambda: ({name}, i) for i in range(2)]", "list"),
        (f"[(x, y) for x in [{name}] for y in ({name}, {other})]", "list"),
        (f"list(zip([{name}, {other}], [{other}, {name}]))", "list"),
        (f"list(enumerate([{name}, {other}]))", "list"),
        (f"list(map(capture, [{name}]))", "list"),
        (f"sorted([[2], [1, {name}]], key=len)", "list"),
        (f"max([], [{name}], key=len)", "list"),
        (f"[*[{name}], *({other},)]", "list"),
        (f"{{**{{'k': {name}}}, 'l': {other}}}", "dict"),
        (f"dict(k={name})", "dict"),
    )
    return texts[(b + c) % len(texts)]


MAKERS: dict[str, Callable[[Writer, int, int], Made]] = {
    "object": make_object,
    "hashed": make_hashed,
    "list": make_list,
    "tuple": make_tuple,
    "dict": make_dict,
    "set": make_set,
    "objects": make_row_of_objects,
    "method": make_method,
    "append method": make_append,
    "closure": make_closure,
    "lambda": make_lambda,
    "class": make_class,
    "of class": make_of_class,
    "reference": make_reference,
    "dereferenced": make_dereferenced,
    "alias": make_alias,
    "none": make_none,
    "item": make_item,
    "popped": make_popped,
    "attribute": make_attribute,
    "variables": make_variables,
    "iterator": make_iterator,
    "next": make_next,
    "slice": make_slice,
    "error": make_error,
    "derived": make_derived,
    "taken": make_taken,
    "comprehended": make_comprehended,
}


# --- What binds none -----------------------------------------------------------------------------


def set_attribute(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner = writer.pick(a, *OBJECT)
    return [f"{owner}.{'ab'[c % 2]} = {writer.value(b)}"] if owner else []


def delete_attribute(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner = writer.pick(a, *OBJECT)
    name = f"{owner}.{'ab'[c % 2]}"
    return [f"if hasattr({owner}, '{'ab'[c % 2]}'):", f"    del {name}"] if owner else []


def attribute_of_others(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner = writer.pick(a, "class", "error")
    return [f"{owner}.b = {writer.value(b)}"] if owner else []


def change_list(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner = writer.pick(a, "list") or "saved"
    value = writer.value(b)
    return [
        (
            f"{owner}.append({value})",
            f"{owner}.insert(0, {value})",
            f"{owner}[:1] = [{value}]",
            f"{owner}.clear()",
            f"del {owner}[1:]",
            f"{owner}.extend(({value}, None))",
            f"{owner} += [{value}]" if owner != "saved" and owner in writer.scope.kinds else "pass",
            f"{owner}.reverse()",
        )[c % 8]
    ]


def change_dict(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner = writer.pick(a, "dict")
    value = writer.value(b)
    key = writer.pick(b + c, *OBJECT, "class") or "'m'"
    changes = (
        f"{owner}['k'] = {value}",
        f"{owner}[{key}] = {value}",
        f"{owner}.pop('k', None)",
        f"{owner}.clear()",
        f"{owner}.update(n={value})",
        f"{owner}.setdefault({key}, {value})",
    )
    return [changes[c % len(changes)]] if owner else []


def change_set(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner, key = writer.pick(a, "set"), writer.pick(b, "hashed")
    changes = (f"{owner}.add({key})", f"{owner}.discard({key})", f"{owner}.clear()")
    return [changes[c % len(changes)]] if owner and key else []


def count(writer: Writer, a: int, b: int, c: int) -> list[str]:
    name = writer.pick(a, *OBJECT, "list", "dict", "set", "hearer", "error", "class")
    return [f"say(f'count {{sys.getrefcount({name})}}')"] if name else []


def look(writer: Writer, a: int, b: int, c: int) -> list[str]:
    name = writer.value(a)
    looks = ("gc.is_tracked", "gc.is_finalized", "weakref.getweakrefcount")
    return [f"say(f'look {{{looks[c % len(looks)]}({name})}}')"]


def test_reference(writer: Writer, a: int, b: int, c: int) -> list[str]:
    name = writer.pick(a, "reference")
    return [f"say(f'dead {{{name}() is None}}')"] if name else []


def collect(writer: Writer, a: int, b: int, c: int) -> list[str]:
    return [f"say(f'collect {{gc.collect({a % 3})}}')"]


def make_garbage(writer: Writer, a: int, b: int, c: int) -> list[str]:
    own = f"{writer.scope.prefix}{a % NAMES}"
    tag = writer.new_serial()
    kept = writer.value(b) if own not in writer.readable() else "None"
    writer.scope.kinds.pop(own, None)
    bodies = (
        [f"{own} = Loud(f'{tag}.{{i}}')", f"{own}.a = {own}"],
        [f"{own} = [Loud(f'{tag}.{{i}}')]", f"{own}.append({own})"],
        [f"{own} = {{'k': Loud(f'{tag}.{{i}}'), 'v': {kept}}}", f"{own}['s'] = {own}"],
        [f"{own} = capture(Loud(f'{tag}.{{i}}'))", f"{own}.me = {own}"],
        [f"{own} = Plain('p')", f"{own}.m = {own}.hear, Loud(f'{tag}.{{i}}')"],
        [f"{own} = [], {{}}, set(), (i, {kept})"],
        [f"{own} = recursive(Loud(f'{tag}.{{i}}'))"],
        [f"{own} = Loud(f'{tag}.{{i}}')", f"{own}.a = [{own}, weakref.ref({own}, tell)]"],
    )
    body = bodies[b % len(bodies)]
    return [
        f"for i in range({2 + c * 3}):",
        *(f"    {line}" for line in body),
        f"{own} = None",
    ]


def make_chain(writer: Writer, a: int, b: int, c: int) -> list[str]:
    own = f"{writer.scope.prefix}{a % NAMES}"
    tag = writer.new_serial()
    links = (
        f"{own} = [Loud(f'{tag}.{{i}}'), {own}]",
        f"{own} = (Loud(f'{tag}.{{i}}'), {own})",
        f"{own} = {{'n': {own}, 'o': Loud(f'{tag}.{{i}}')}}",
        f"{own} = Loud(f'{tag}.{{i}}'), capture({own})",
        f"{own} = exchange(({own}, Loud(f'{tag}.{{i}}')))",
    )
    writer.scope.kinds[own] = "any"
    return [
        f"{own} = None",
        f"for i in range({c * 12}):",
        f"    {links[b % len(links)]}",
    ]


def swap(writer: Writer, a: int, b: int, c: int) -> list[str]:
    own = list(writer.scope.kinds)
    if not own:
        return []
    first, second = own[a % len(own)], own[b % len(own)]
    kinds = writer.scope.kinds
    kinds[first], kinds[second] = kinds[second], kinds[first]
    return [f"{first}, {second} = {second}, {first}"]


def keep_error(writer: Writer, a: int, b: int, c: int) -> list[str]:
    own = f"{writer.scope.prefix}{a % NAMES}"
    value = writer.value(b)
    writer.scope.kinds[own] = "error"
    return [
        "try:",
        f"    raise ValueError({value})",
        "except ValueError as error:",
        f"    {own} = error",
    ]


def switch(writer: Writer, a: int, b: int, c: int) -> list[str]:
    if not writer.automatic:
        return [("gc.enable()", "gc.disable()", "gc.freeze()", "gc.unfreeze()")[a % 4]]
    thresholds = f"gc.set_threshold({a}, {b % 4}, {c % 4})"
    return [("gc.enable()", "gc.disable()", "gc.freeze()", thresholds)[(a + b) % 4]]


def count_allocations(writer: Writer, a: int, b: int, c: int) -> list[str]:
    if not writer.automatic:
        return []
    return [
        "young, middle, old = gc.get_count()",
        "say(f'counts {young} {middle} {old}')",
    ]


def enter(writer: Writer, a: int, b: int, c: int) -> list[str]:
    own = f"{writer.scope.prefix}{a % NAMES}"
    value = writer.value(b)
    writer.scope.kinds[own] = "object"
    return [
        f"with Context('c{writer.new_serial()}') as {own}:",
        f"    {own}.a = {value}",
        *([f"    raise ValueError({own})"] if c % 2 else []),
    ]


def finally_done(writer: Writer, a: int, b: int, c: int) -> list[str]:
    value, other = writer.value(b), writer.value(c)
    return [
        "try:",
        "    try:",
        f"        raise KeyError({value})" if a % 2 else f"        [{value}][{a}]",
        "    finally:",
        f"        say(f'finally {{sys.getrefcount([{other}])}}')",
        "except (KeyError, IndexError) as error:",
        "    notes.append(error)" if c % 3 == 0 else "    say('caught')",
    ]


def delete_item(writer: Writer, a: int, b: int, c: int) -> list[str]:
    owner = writer.pick(a, "list", "dict")
    if owner is None:
        return []
    key = f"'{'kl'[c % 2]}'" if writer.readable()[owner] == "dict" else c % 2
    found = f"{key} in {owner}" if isinstance(key, str) else f"len({owner}) > {key}"
    return [f"if {found}:", f"    del {owner}[{key}]"]


STATEMENTS: dict[str, Callable[[Writer, int, int, int], list[str]]] = {
    "set attribute": set_attribute,
    "delete attribute": delete_attribute,
    "attribute of others": attribute_of_others,
    "change list": change_list,
    "change dict": change_dict,
    "change set": change_set,
    "count": count,
    "look": look,
    "test reference": test_reference,
    "collect": collect,
    "garbage": make_garbage,
    "chain": make_chain,
    "swap": swap,
    "keep error": keep_error,
    "switch": switch,
    "count allocations": count_allocations,
    "enter": enter,
    "finally": finally_done,
    "delete item": delete_item,
}


# --- Drawing and judging -------------------------------------------------------------------------

FAVOURITES = ["object", "set attribute", "change list", "collect", "garbage", "delete", "none"]
WORDS = ["nothing", "delete", "function", "end function", *MAKERS, *STATEMENTS, *FAVOURITES]
NUMBER = st.integers(0, 11)
OPERATION = st.tuples(st.sampled_from(WORDS), NUMBER, NUMBER, NUMBER)
THRESHOLDS = st.tuples(st.integers(0, 40), st.integers(0, 4), st.integers(0, 4))
OPERATIONS = st.lists(OPERATION, min_size=10, max_size=40)
PROGRAMS = st.tuples(st.none() | THRESHOLDS, OPERATIONS)
QUIET_PROGRAMS = st.tuples(st.none(), OPERATIONS)
"""Those in which nothing is collected unless the program says so."""


def text_of(program: Program) -> str:
    """Return the text of a drawn program; without thresholds it collects only when it says so."""
    thresholds, operations = program
    start = SMALL_THRESHOLDS.format(*thresholds) if thresholds else QUIET_COLLECTOR
    writer = Writer(automatic=thresholds is not None)
    for operation in operations:
        writer.write_operation(operation)
    return PRELUDE + start + writer.finish() + CONCLUSION


if __name__ == "__main__":
    main(PROGRAMS, text_of)
