"""A mail server of the tests' own: speaks enough SMTP to take letters on the loopback, or to refuse them."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


@dataclass
class Mailbox:
    """What was taken. A recipient who begins with `refused` is not taken; `hung_up` ends each talk at once."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    hung_up: bool = False


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    box = Mailbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if box.hung_up:
                return
            self.say("220 ready")
            while line := self.rfile.readline().decode().strip():
                command = line.upper()
                if command.startswith("RCPT TO:<REFUSED"):
                    self.say("550 no such mailbox")
                elif command == "DATA":
                    self.say("354 go on")
                    box.letters.append(self.letter())
                    self.say("250 taken")
                elif command == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 well")

        def letter(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))

        def say(self, sentence: str) -> None:
            self.wfile.write(f"{sentence}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(5)
