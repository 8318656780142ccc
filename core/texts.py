"""What texts of people may not hold."""

import re

# Control characters, of which only tab and line feed are text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
