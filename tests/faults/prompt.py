class PromptInterrupts:
    def __init__(self, seed, count): pass
