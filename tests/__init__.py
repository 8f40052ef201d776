"""The tests of Toy, by room: heap, syntax, language, memory, repl, command."""
