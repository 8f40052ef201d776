"""The values: one file per family for the object, one beside it for what it can do.

Each family declares its type once, as a table of methods and attributes (`builtins.TypeSpec`);
`bootstrap` makes the type objects. What one can ask of any value (its truth, length, text, items,
attributes) is in `protocol`, `comparison`, `operators` and `attributes`, and always ends in a
special method found on the value's type. `runtime.Runtime` is all the values know of whoever runs
the program.
"""
