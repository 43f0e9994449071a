"""An SMTP server of others (aiosmtpd) whose answers are scripted by the recipient. Prints its port, then one JSON line for each mail it took.

later@   450 at its first try, taken afterwards        never@   550 5.1.1, no such mailbox
relay@   550 5.7.1, not for this sender                data@    554 after the whole mail
cut@     its first mail is taken and never answered    slow@    answers after the seconds given
full@    452 always
Arguments as JSON: cert and key (STARTTLS when given), starttls false hides it, slow seconds, size, take false drops every connection at the greeting.
"""
import asyncio
import json
import ssl
import sys
from email import message_from_bytes
from email.header import decode_header, make_header

from aiosmtpd.smtp import SMTP, AuthResult

options = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
tried = {}


def is_first(address):
    tried[address] = tried.get(address, 0) + 1
    return tried[address] == 1


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        who = address.split("@")[0].split("+")[0]
        if who == "later" and is_first(address):
            return "450 4.2.0 mailbox busy"
        if who == "never":
            return "550 5.1.1 no such mailbox"
        if who == "relay":
            return "550 5.7.1 relaying denied"
        if who == "full":
            return "452 4.2.2 mailbox full"
        if who == "slow":
            await asyncio.sleep(options.get("slow", 1))
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content)
        who = envelope.rcpt_tos[0].split("@")[0].split("+")[0]
        if who == "data":
            return "554 5.7.1 this reads like spam"
        is_cut = who == "cut" and is_first(envelope.rcpt_tos[0])
        said = {
            "to": envelope.rcpt_tos,
            "messageId": mail["Message-ID"],
            "tls": session.ssl is not None,
            "user": str(session.auth_data or ""),
            "answered": not is_cut,
            "headers": [name for name, _ in mail.items()],
            "subject": str(make_header(decode_header(mail["Subject"]))),
            "attachments": [[part.get_filename(), len(part.get_payload(decode=True))] for part in mail.walk() if part.get_filename()],
            "text": "".join(
                part.get_payload(decode=True).decode() for part in mail.walk() if part.get_content_type() == "text/plain"
            ),
            "bytes": len(envelope.content),
        }
        print(json.dumps(said), flush=True)
        if is_cut:
            server.transport.abort()
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    ok = data.password == options.get("password", "").encode()
    return AuthResult(success=ok, handled=False, auth_data=data.login.decode() if ok else None)


def make():
    context = None
    if options.get("cert") and options.get("starttls", True):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options["cert"], options["key"])
    more = {"authenticator": authenticate, "auth_require_tls": context is not None} if "password" in options else {}
    return SMTP(Handler(), tls_context=context, data_size_limit=options.get("size", 33554432), hostname="sink.example", **more)


class Gone(asyncio.Protocol):
    def connection_made(self, transport):
        transport.abort()


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(make if options.get("take", True) else Gone, "127.0.0.1", options.get("port", 0))
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
