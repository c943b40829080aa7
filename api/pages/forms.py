"""Forms as they were sent, and as they are shown again with what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Self

from fastapi import Depends, Request, UploadFile
from starlette.datastructures import FormData
from starlette.datastructures import UploadFile as Uploaded

from api.cookies import FORM_TOKEN, check_form_token
from api.errors import ErrorDetail, detail
from api.origins import check_origin
from corpus.problems import Problem, Refused
from corpus.text import Language

FIELDS = 200
SECRET = "password"  # noqa: S105 - how the names of such fields begin


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent. Values are stripped; a field that was not sent is empty.

    Fields whose names begin with `password` are kept apart, as they came, and are never shown again.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[UploadFile, ...]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    def text(self, name: str) -> str:
        """The first value of a field."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in the order of the form."""
        return self.values.get(name, ())

    def secret(self, name: str) -> str:
        """A password, blanks at its ends and all."""
        return self.secrets.get(name, "")

    def file(self, name: str) -> UploadFile | None:
        """The file of a field; None where none was chosen."""
        return next((each for each in self.files.get(name, ()) if each.filename), None)


async def own_form(request: Request, *, fields: int = FIELDS, files: int = 0) -> FormData:
    """A form of so many fields and files at most, sent from a page that was shown to its sender.

    Raises Forbidden `other_origin` for one from another site, unread, and `form_of_other_session`.
    """
    check_origin(request)
    form = await request.form(max_files=files, max_fields=fields + 1)
    token = form.get(FORM_TOKEN)
    check_form_token(request, token if isinstance(token, str) else "")
    return form


def sending(*, fields: int = FIELDS, files: int = 0) -> Callable[[Request], Awaitable[Sent]]:
    """A dependency that reads a form of so many fields and files at most.

    Raises as `own_form`.
    """

    async def sent(request: Request) -> Sent:
        form = await own_form(request, fields=fields, files=files)
        values: dict[str, tuple[str, ...]] = {}
        kept: dict[str, tuple[UploadFile, ...]] = {}
        secrets: dict[str, str] = {}
        for name, value in form.multi_items():
            if name == FORM_TOKEN:
                continue
            if isinstance(value, str) and name.startswith(SECRET):
                secrets.setdefault(name, value)
            elif isinstance(value, str):
                values[name] = (*values.get(name, ()), value.strip())
            elif isinstance(value, Uploaded):
                kept[name] = (*kept.get(name, ()), UploadFile(value.file, filename=value.filename, size=value.size))
        return Sent(values, kept, secrets)

    return sent


SentForm = Annotated[Sent, Depends(sending())]
SentFile = Annotated[Sent, Depends(sending(files=1))]


@dataclass(frozen=True, slots=True)
class Form:
    """What a form shows: values by field, and by field what is wrong with them ("" for the form as a whole)."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, ErrorDetail] = field(default_factory=dict)

    @classmethod
    def again(cls, sent: Sent, refused: Refused | list[Problem], language: Language) -> Self:
        """The form as it was sent, with why it was refused."""
        problems = [refused.problem] if isinstance(refused, Refused) else refused
        errors: dict[str, ErrorDetail] = {}
        for problem in problems:
            errors.setdefault(problem.field, detail(problem, language))
        return cls({name: values[0] for name, values in sent.values.items() if values}, errors)

    def value(self, name: str, usual: object = "") -> str:
        """What the field shows: what was sent, else what is usual."""
        return self.values.get(name, "" if usual is None else str(usual))
