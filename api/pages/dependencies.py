"""What pages share: the service and the templates that the application was built with."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.pages.rendering import Templates
from api.wiring import Service


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _templates(request: Request) -> Templates:
    templates: Templates = request.app.state.templates
    return templates


ServiceHere = Annotated[Service, Depends(_service)]
TemplatesHere = Annotated[Templates, Depends(_templates)]
