"""From tree to running program: executable nodes, frames, calls, tracebacks.

`lowering` turns the syntax tree into executable nodes, one class per construct, each with its
meaning in one method: `evaluate` gives an expression's value as a new reference, `execute` does
what a statement says and tells how it ended. The `Interpreter` runs functions in frames and is the
runtime that the objects know.

The ownership rule: evaluating returns a new reference; the receiver stores it or releases it. When
evaluation raises, every reference owned so far is released first.
"""
