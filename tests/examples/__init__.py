"""The programs of `examples/`, with what CPython says of them recorded here."""
