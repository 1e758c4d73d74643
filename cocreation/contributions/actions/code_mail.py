"""The mail with the code that confirms an address. The code is made as the mail leaves, and kept nowhere."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from cocreation.contributions.choices import CODE_LASTS
from cocreation.contributions.choices.telling import MailKind
from cocreation.contributions.models import EmailCode
from core.receipts import codes
from core.versioned_text.markup import Address
from mail.actions.handover import compose
from mail.choices import About, Kind
from mail.models import Outbox


def _code(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    rows = EmailCode.objects.select_for_update(of=("self",)).select_related("agenda", "contribution")
    row = rows.filter(pk=mail.subject_id, used_at=None, asked_at__gt=at - CODE_LASTS).first()
    if row is None:
        return None
    code = codes.new_code()
    row.code_hmac = codes.hashed(code)
    row.save(update_fields=["code_hmac"])
    waits = row.contribution
    values = {
        "agenda": row.agenda.name,
        "codigo": code,
        "para": f"que su {waits.get_kind_display().lower()} {waits.code} pase a moderación" if waits else "participar",
        "direccion": Address(settings.SITE_URL + reverse("contributions:confirm-link", args=[code])),
        "pagina": Address(settings.SITE_URL + reverse("contributions:confirm", args=[row.agenda.code])),
    }
    return compose(to=row.email, text="mail-cocreation-code", values=values)


def _about(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = EmailCode.objects.filter(pk__in=[mail.subject_id for mail in mails], used_at=None).select_related("agenda")
    found = {row.pk: About(f"Código para participar en {row.agenda}", f"Código n.º {row.pk}", row) for row in rows}
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


KINDS = [Kind(name=MailKind.CODE, label=MailKind.CODE.label, waits=CODE_LASTS, compose=_code, about=_about)]
