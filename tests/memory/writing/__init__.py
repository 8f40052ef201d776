"""The writer of random heap programs: what binds a name, and what does something else."""
