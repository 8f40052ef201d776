"""How fast programs run: twelve small ones, each on CPython and on Toy in turn."""
