"""Why a file is refused."""

from core.errors import Invalid


class FileRefusedError(Invalid):
    """The upload door does not let this file in; the message says what would do."""

    code = "file_refused"

    def __init__(self, message: str, field: str = "file") -> None:
        super().__init__(message, fields={field: [message]})
