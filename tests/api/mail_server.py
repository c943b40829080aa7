"""A mail server of the tests' own: speaks enough SMTP to take letters on the loopback, or to refuse them."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


@dataclass
class Mailbox:
    """What was taken. A recipient who begins with `refused` is not taken; `hung_up` ends each talk at once.

    With `secure` the talk is encrypted, from its beginning or after STARTTLS.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    hung_up: bool = False
    secure: ssl.SSLContext | None = None
    from_the_beginning: bool = False


class Talk(socketserver.StreamRequestHandler):
    """With one client."""

    server: Server

    def handle(self) -> None:
        box = self.server.box
        if box.hung_up or (box.from_the_beginning and not self.encrypted()):
            return
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            command = line.upper()
            if command.startswith("RCPT TO:<REFUSED"):
                self.say("550 no such mailbox")
            elif command.startswith("EHLO") and box.secure and not box.from_the_beginning:
                self.say("250-well\r\n250 STARTTLS")
            elif command == "STARTTLS":
                self.say("220 go on")
                if not self.encrypted():
                    return
            elif command == "DATA":
                self.say("354 go on")
                box.letters.append(self.letter())
                self.say("250 taken")
            elif command == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 well")

    def encrypted(self) -> bool:
        """False for who does not trust the certificate."""
        assert self.server.box.secure is not None
        try:
            self.connection = self.server.box.secure.wrap_socket(self.connection, server_side=True)
        except OSError:
            return False
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        return True

    def letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))

    def say(self, sentence: str) -> None:
        self.wfile.write(f"{sentence}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, box: Mailbox) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.box = box


@contextmanager
def mail_server(secure: ssl.SSLContext | None = None, *, from_the_beginning: bool = False) -> Iterator[Mailbox]:
    box = Mailbox(secure=secure, from_the_beginning=from_the_beginning)
    with Server(box) as server:
        box.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(5)
