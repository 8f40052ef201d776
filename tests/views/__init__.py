"""The views: made-up facts, and what a terminal shows of them."""
