"""What every random heap program begins and ends with: its classes, its log."""

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
