"""What is corrected about an account: the name, and the address with which its person signs in."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actions import links, security
from accounts.choices import SecurityEvent
from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import has_account, holdings_of, may_manage
from accounts.queries.people import asked_address
from core import audit
from core.refusals import Refusal
from core.words import one_line


class NameMissing(Refusal):
    pass


class MayNotChangePerson(Refusal):
    pass


class AddressUnusable(Refusal):
    pass


@transaction.atomic
def rename(*, person: User, name: str, by: User, at: datetime) -> None:
    """Change the name. Refuses an empty one, and users who may not manage the person. The log never holds the names."""
    name = one_line(name)
    if by.pk != person.pk and not may_manage(by, person):
        raise MayNotChangePerson("Su rol no le permite cambiar el nombre de esta persona.")
    if not name:
        raise NameMissing("Escriba el nombre y el apellido.")
    if name == person.name:
        return
    person.name = name
    person.save(update_fields=["name"])
    audit.record(by=by, verb="user.renamed", target=person, at=at)


@transaction.atomic
def ask_address(*, person: User, email: str, by: User, at: datetime) -> None:
    """Mail a one-time link to an address that shall replace the person's, and tell the present one.

    Nothing changes until the link is opened: then all access ends and both addresses are told, as when people change their own.
    Another request replaces this one; a new password, or `withdraw_address`, ends it. Refuses users who may not invite anyone,
    the own account (which asks for its password instead), closed accounts, and addresses that are invalid, the same or taken.
    """
    email = email.strip().lower()
    _require_other(person, by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise AddressUnusable("Su cuenta está cerrada.")
    _check_address(person, email)
    asked_address(person).delete()
    address = EmailAddress.objects.create(user=person, email=email)
    audit.record(by=by, verb="user.email_change_asked", target=person, at=at)
    links.send_email_link(address_id=address.pk, at=at)
    security.tell(person=person, event=SecurityEvent.EMAIL_ASKED, at=at)


@transaction.atomic
def withdraw_address(*, person: User, by: User, at: datetime) -> None:
    """Make the link to an address that was asked for unusable. Idempotent. Refuses as `ask_address`."""
    _require_other(person, by)
    deleted, _ = asked_address(person).delete()
    if deleted:
        audit.record(by=by, verb="user.email_change_withdrawn", target=person, at=at)


def _require_other(person: User, by: User) -> None:
    if not allows(holdings_of(by), Permission.INVITE_ANYONE):
        raise MayNotChangePerson("Su rol no le permite cambiar el correo de esta persona.")
    if person.pk == by.pk:
        raise MayNotChangePerson("El correo de su propia cuenta se cambia en «Mi cuenta».")


def _check_address(person: User, email: str) -> None:
    try:
        User._meta.get_field("email").run_validators(email)
    except ValidationError:
        raise AddressUnusable("Escriba un correo completo, por ejemplo planeacion@alcaldia.gov.co.") from None
    if email == person.email:
        raise AddressUnusable("Ese ya es el correo de esta cuenta.")
    if has_account(email):
        raise AddressUnusable(f"{email} ya es el correo de otra cuenta.")
