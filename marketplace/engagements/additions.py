from core.additions import Addition

ADDITIONS: list[Addition] = []
