"""A hundred lines with something of everything, as text to parse."""

import weakref


class Account:
    """An account that knows its owner and its movements."""

    interest = 0.025
    opened = 0

    def __init__(self, owner, balance=0, *, limit=1_000):
        self.owner = owner
        self.balance = balance
        self.limit = limit
        self.movements = []  # the newest last
        Account.opened += 1

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError(f"cannot deposit {amount} for {self.owner!r}")
        self.balance += amount
        self.movements.append(("deposit", amount))
        return self.balance

    def withdraw(self, amount):
        if amount > self.balance + self.limit and not self.is_trusted():
            raise ValueError("the account of " + self.owner + " does not allow that")
        self.balance -= amount
        self.movements.append(("withdrawal", -amount))
        return self.balance

    def is_trusted(self):
        return len(self.movements) > 10 or self.balance >= 10 * self.limit

    @property
    def turnover(self):
        return sum(abs(amount) for kind, amount in self.movements if kind != "interest")

    def __repr__(self):
        return f"<account of {self.owner}: {self.balance:.2f}>"


def transfer(source, target, amount):
    """Move an amount, or leave both as they were."""
    try:
        source.withdraw(amount)
        target.deposit(amount)
    except ValueError as error:
        print("refused:", error)
        return False
    else:
        return True
    finally:
        source.last, target.last = target, source


def statistics(accounts, rounds=3):
    by_owner = {account.owner: account for account in accounts}
    richest, *others = sorted(accounts, key=lambda account: -account.balance)
    counts = {}
    for number in range(rounds):
        for index, account in enumerate(accounts):
            step = (index * 7 + number) % 5
            if step == 0:
                continue
            if step == 4 and account is richest:
                break
            counts[account.owner] = counts.get(account.owner, 0) + step
    total = 0
    while total < 100 and others:
        total += others.pop().balance // 2
    return by_owner, counts, [richest.balance, total, -total, ~rounds << 2]


def months(first, last):
    names = ["January", "February", "March", "April", "May", "June", "July"]
    for month in names[first:last]:
        yield month[:3], len(month) ** 2, month in ("May", "June")


def nested(depth):
    seen = set()

    def visit(level):
        nonlocal depth
        seen.add((level, depth))
        return level if level == 0 else visit(level - 1)

    visit(depth)
    assert len(seen) == depth + 1, "every level is visited once"
    return {level: {"deeper": level < depth, "text": 'it\'s "here"'} for level, _ in seen}


accounts = [Account("Ada", 500), Account("Grace", 700, limit=0), Account("Alan")]
print(transfer(accounts[0], accounts[1], 50), transfer(accounts[2], accounts[0], 5_000))
print(statistics(accounts)[1:], [*months(1, 6)], nested(depth=3)[2]["text"])
for account in accounts:
    del account.movements
print(accounts[0].limit, weakref.ref(accounts[0])() is accounts[0], 0x1F + 1e3)
