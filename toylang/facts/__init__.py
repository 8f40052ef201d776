"""What can be said of a frozen heap: plain questions to a snapshot, and plain answers.

Nothing here touches the living heap, and nothing knows how it will be shown.
"""
