"""The prompt: typed at through a pipe, asked directly, and once at a real terminal."""
