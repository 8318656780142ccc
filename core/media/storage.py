"""Where private files lie: encrypted, so that a copy of the disk shows nothing (the privacy notice promises it)."""

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from core.encryption import decrypt_bytes, encrypt_bytes


class EncryptedFileStorage(FileSystemStorage):
    """Files under `FIELD_KEYS`, whole in memory: the upload door lets in no more than it can hold."""

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        return super()._save(name, ContentFile(encrypt_bytes(content.read())))  # type: ignore[misc]

    def _open(self, name: str, mode: str = "rb") -> File:
        """The content as it came. Raises UndecipherableError."""
        if mode != "rb":
            raise ValueError("a private file is written once")
        with super()._open(name, mode) as stored:  # type: ignore[misc]
            return ContentFile(decrypt_bytes(stored.read()), name=name)
