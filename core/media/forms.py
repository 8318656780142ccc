"""The admin's upload forms: the same door as everywhere."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from willow.image import Image

from core.media.errors import FileRefusedError
from core.media.inspection import Inspected, inspect_document, inspect_image


def _through_the_door(file: Any, inspect: Any) -> Any:
    if not isinstance(file, UploadedFile):
        return file
    try:
        clean: Inspected = inspect(file)
    except FileRefusedError as error:
        raise ValidationError(error.message) from error
    return SimpleUploadedFile(clean.name, clean.content, clean.content_type)


class SiteImageForm(BaseImageForm):
    """Upload of a picture in the admin."""

    def clean_file(self) -> Any:
        """Decoded and written anew."""
        file = _through_the_door(self.cleaned_data.get("file"), inspect_image)
        if isinstance(file, SimpleUploadedFile):
            file.image = _size_of(file)  # type: ignore[attr-defined]
        return file


class SiteDocumentForm(BaseDocumentForm):
    """Upload of a document in the admin."""

    def clean_file(self) -> Any:
        """Type by content."""
        return _through_the_door(self.cleaned_data.get("file"), inspect_document)


def _size_of(file: SimpleUploadedFile) -> Any:
    image = Image.open(file)
    file.seek(0)
    return image
