"""What binds a name in a random heap program."""

from collections.abc import Callable

from tests.memory.writing.writer import Writer

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
        (f"[*[{name}], *({other},)]", "list"),
        (f"{{**{{'k': {name}}}, 'l': {other}}}", "dict"),
        (f"dict(k={name})", "dict"),
    )
    # These make something for themselves first on CPython: a bound method, an iterator, a tuple.
    secretive = (
        (f"sorted([[2], [1, {name}]], key=len)", "list"),
        (f"max([], [{name}], key=len)", "list"),
    )
    if not writer.automatic:
        texts += secretive
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
