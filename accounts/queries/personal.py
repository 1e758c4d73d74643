"""What the portal holds of a person, for themselves (Ley 1581): each app registers its part in AppConfig.ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from knox.models import AuthToken

from accounts.models import Invitation, Membership, User
from core import acts
from core.models import AuditEntry


@dataclass(frozen=True)
class Part:
    """`key`: of its rows in the file. `rows_of`: what it holds of the person, in words.

    `template`: says on the page of erasure what goes, what stays and why; drawn with `found`, what `seen` returns. A part that
    says nothing there has none. `erase`: called as function(user=, at=), returns how many rows it changed; None: it erases
    nothing, or elsewhere.
    """

    key: str
    title: str
    rows_of: Callable[[User], Any]
    template: str = ""
    seen: Callable[[User], Any] | None = None
    erase: Callable[..., int] | None = None


_registered: dict[str, Part] = {}


def register(*parts: Part) -> None:
    for part in parts:
        assert part.key not in _registered, f"two parts of a person's data are named {part.key}"
        _registered[part.key] = part


def parts() -> list[Part]:
    return list(_registered.values())


def data_of(user: User, *, at: datetime) -> dict[str, Any]:
    """Return everything, part by part. A fixed number of queries, however much there is."""
    return {"pedido": at, **{part.key: part.rows_of(user) for part in parts()}}


def account_rows(user: User) -> dict[str, Any]:
    """Return the account, without what opens it. Six queries."""
    roles = Membership.objects.filter(user=user).select_related("municipality").order_by("began_at", "pk")
    invited = Invitation.objects.filter(email=user.email).select_related("municipality").order_by("created_at", "pk")
    addresses = EmailAddress.objects.filter(user=user).order_by("pk")
    tokens = AuthToken.objects.filter(user=user).order_by("created", "pk")
    factors = Authenticator.objects.filter(user=user).order_by("pk")
    return {
        "nombre": user.name, "correo": user.email, "creada": user.date_joined, "ultimo_ingreso": user.last_login,
        "correos": [
            {"direccion": row.email, "confirmado": row.verified, "principal": row.primary} for row in addresses
        ],
        "segundo_factor": [
            {"clase": row.get_type_display(), "desde": row.created_at, "usado": row.last_used_at} for row in factors
        ],
        "tokens": [
            {"empieza_con": row.token_key, "creado": row.created, "vence": row.expiry} for row in tokens
        ],
        "roles": [
            {
                "rol": row.role_label, "municipio": str(row.municipality or ""), "desde": row.began_at,
                "hasta": row.ended_at, "razon_del_retiro": row.end_reason,
            }
            for row in roles
        ],
        "invitaciones": [
            {
                "nombre": row.name, "rol": row.role_label, "municipio": str(row.municipality or ""),
                "creada": row.created_at, "aceptada": row.accepted_at, "anulada": row.revoked_at,
            }
            for row in invited
        ],
        "bitacora": _log(user),
    }  # fmt: skip


def _log(user: User) -> list[dict[str, Any]]:
    """What the person did. One query."""
    words = acts.words()
    rows = (
        AuditEntry.objects.filter(by=user).order_by("at", "pk").values_list("at", "verb", "place", "process", "reason")
    )
    return [
        {"momento": at, "acto": words.get(verb, verb), "municipio": place, "de": process, "razon": reason}
        for at, verb, place, process, reason in rows
    ]
