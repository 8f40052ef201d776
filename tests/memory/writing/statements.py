"""What a random heap program does besides binding names."""

from collections.abc import Callable

from tests.memory.writing.values import OBJECT
from tests.memory.writing.writer import NAMES, Writer


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
    # Taken apart into names, it would need an iterator on CPython for as long as code is not warm.
    return ["counts = gc.get_count()", "say(f'counts {counts[0]} {counts[1]} {counts[2]}')"]


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
    kept = c % 3 == 0
    # An error of the interpreter's own is made at another moment, and then comes later in the list.
    own = writer.automatic or kept
    failing = f"raise IndexError({value})" if own else f"[{value}][{a}]"
    return [
        "try:",
        "    try:",
        f"        raise KeyError({value})" if a % 2 else f"        {failing}",
        "    finally:",
        f"        say(f'finally {{sys.getrefcount([{other}])}}')",
        "except (KeyError, IndexError) as error:",
        "    notes.append(error)" if kept else "    say('caught')",
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
