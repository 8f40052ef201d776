"""What the commands of each subject tell."""
