"""From text to tree: tokens, the grammar at work, the tree, what is forbidden, scopes of names."""
