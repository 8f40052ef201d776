"""The prompt: its loop, its commands, completion and keys. It asks a session and shows views."""
