"""Composes mails and hands them to the mail server, with exceptions that tell the outcome."""

from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from core.versioned_text.markup import Values
from core.versioned_text.queries import filled

PERMANENT = 500


class MailDelayed(Exception):
    """The message was certainly not sent; it may be retried."""

    words_for_people = "El servidor de correo no respondió, o pidió esperar."


class MailRefused(Exception):
    """The server rejects this message permanently."""


def compose(
    *, to: str, text: str, values: Values, foot: str = "", headers: dict[str, str] | None = None
) -> EmailMultiAlternatives:
    """Return a message in plain text and HTML from the registered text with this key, as it is worded now.

    `foot`: a template, without its ending, that stands below the text whatever people make of it. One query.
    """
    written = filled(text, values)
    context = {"site": settings.SITE_URL, "filled": written, "foot": foot}
    # Suppresses automatic replies such as out-of-office notes.
    headers = {"Auto-Submitted": "auto-generated", **(headers or {})}
    message = EmailMultiAlternatives(
        subject=written.heading, body=render_to_string("mail/text.txt", context), to=[to], headers=headers
    )
    message.attach_alternative(render_to_string("mail/text.html", context), "text/html")
    return message


def greeting(name: str) -> str:
    """«Buen día, Ana», or «Buen día» to somebody whose name is not known."""
    return f"Buen día, {name}" if name else "Buen día"


@contextmanager
def server() -> Iterator[BaseEmailBackend]:
    """Open the connection to the mail server before any mail is claimed. Raises MailDelayed when it is unreachable."""
    connection = get_connection()
    try:
        connection.open()
    except (SMTPException, OSError) as error:
        raise MailDelayed(str(error)) from error
    try:
        yield connection
    finally:
        connection.close()


def hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    """Send the message. Raises MailDelayed or MailRefused if the server refused it.

    After any other exception (a connection lost half-way) it is unknown whether the message was sent.
    """
    try:
        connection.send_messages([message])
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        # Codes only, and no cause: keeps the address out of the log.
        raise _answer(min(codes, default=0), f"recipient refused: {codes}") from None
    except SMTPSenderRefused as error:
        raise MailDelayed(str(error)) from error  # a wrong DEFAULT_FROM_EMAIL can be fixed
    except SMTPResponseException as error:
        raise _answer(error.smtp_code, str(error)) from error


def _answer(code: int, said: str) -> Exception:
    return MailRefused(said) if code >= PERMANENT else MailDelayed(said)
