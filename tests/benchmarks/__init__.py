"""How fast Toy is, and how much it needs: `python -m tests.benchmarks`."""
