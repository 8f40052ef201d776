"""What the tests share: the oracle, which asks CPython, and the checks of a heap's soundness."""
