ITEMS: list = []
SOURCES: list = []
