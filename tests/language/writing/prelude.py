"""What every random program begins and ends with."""

PRELUDE = """\
ticks = 0

class Enough(BaseException):
    pass

def tick():
    global ticks
    ticks += 1
    if ticks > 400:
        raise Enough
    return True

class Tell:
    def __init__(self, error):
        self.error = error
    def __del__(self):
        raise self.error

def tell(error):
    links = []
    link = error
    while link is not None and len(links) < 5:
        links.append(f'{type(link).__name__}{link.args}')
        link = link.__cause__ if link.__suppress_context__ else link.__context__
    print('error', links)
    Tell(error)

def show(*values, **named):
    print(*values, *named.items())
    return values[-1] if values else None

def passing(function):
    print('decorating', function.__name__)
    return function

def counted(number):
    def decorate(function):
        def wrapped(*args, **kwargs):
            tick()
            print('calling', function.__name__, number, len(args), sorted(kwargs))
            return function(*args, **kwargs)
        return wrapped
    return decorate

def drive(generator, *script):
    for word in script:
        tick()
        try:
            if word == 'next':
                value = next(generator)
            elif word == 'close':
                value = generator.close()
            elif word == 'throw':
                value = generator.throw(ValueError('thrown'))
            elif word == 'throw key':
                value = generator.throw(KeyError, 'thrown')
            elif word == 'throw stop':
                value = generator.throw(StopIteration(5))
            elif word == 'list':
                value = list(generator)
            else:
                value = generator.send(word)
        except StopIteration as stop:
            print(word, 'stops', stop.value)
        except Exception as error:
            print(word, 'raises')
            tell(error)
        else:
            print(word, 'gives', value)

class Custom(Exception):
    def __init__(self, *args, code=0):
        super().__init__(*args)
        self.code = code
    def __str__(self):
        return f'custom {self.args} {self.code}'

class Special(Custom, ValueError):
    pass

class Plain:
    def __repr__(self):
        return f'a {type(self).__name__}'

class Manager(Plain):
    def __init__(self, name, swallows=False, fails=''):
        self.name = name
        self.swallows = swallows
        self.fails = fails
    def __enter__(self):
        print('enter', self.name)
        if 'enter' in self.fails:
            raise Custom('enter', self.name)
        return self
    def __exit__(self, kind, value, traceback):
        print('exit', self.name, kind and kind.__name__, traceback is None)
        if 'exit' in self.fails:
            raise Custom('exit', self.name)
        return self.swallows

class Thing:
    __match_args__ = ('n', 's')
    kept = 7
    def __init__(self, n=0, s='thing', *, l=None):
        self.n = n
        self.s = s
        self.l = [1, 2] if l is None else l
    def __repr__(self):
        return f'{type(self).__name__}({self.n!r}, {self.s!r})'
    def __add__(self, other):
        if isinstance(other, Thing):
            return Thing(self.n + other.n, self.s)
        if isinstance(other, int):
            return Thing(self.n + other, self.s)
        return NotImplemented
    def __rsub__(self, other):
        return NotImplemented if isinstance(other, str) else Thing(other - self.n, 'rsub')
    def __iadd__(self, other):
        self.n += 1
        return self
    def __eq__(self, other):
        return isinstance(other, Thing) and self.n == other.n
    def __lt__(self, other):
        return self.n < other.n if isinstance(other, Thing) else NotImplemented
    def __hash__(self):
        return hash(self.n)
    def __len__(self):
        return len(self.l)
    def __getitem__(self, index):
        return self.l[index]
    def __contains__(self, value):
        return value == self.n
    def __bool__(self):
        return self.n != 0
    def __call__(self, *args, **kwargs):
        tick()
        return len(args) + 10 * len(kwargs)
    def __index__(self):
        return self.n
    def __format__(self, specification):
        return f'<{specification}|{self.s}>'
    @property
    def double(self):
        return self.n * 2
    @double.setter
    def double(self, value):
        self.n = value // 2
    @classmethod
    def make(cls, *args):
        return cls(*args)
    @staticmethod
    def still(value=1):
        return value
    def method(self, first, second=2, /, *rest, key='k', **others):
        tick()
        return (first, second, rest, key, sorted(others))

class Slotted:
    __slots__ = ('n', 's')
    def __repr__(self):
        return 'slotted'
    def __init__(self, n):
        self.n = n

class Countdown(Plain):
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n
    def __getattr__(self, name):
        if name.startswith('made'):
            return name
        raise AttributeError(name)

"""

CONCLUSION = """
print('ticks', ticks)
"""
