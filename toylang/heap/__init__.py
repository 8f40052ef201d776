"""Memory: headers, allocator, generations, collector, weak references, snapshot, verification.

Nothing here knows the language. A heap can be driven by hand: make objects, retain and release
them, and watch what the collector does.
"""
