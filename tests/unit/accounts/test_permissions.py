"""The policy, written a second time by hand: whoever changes who may do what changes this table too."""

import pytest

from accounts.permissions import (
    GRANTS,
    INVITED_ROLES,
    METROPOLITAN_ROLES,
    MUNICIPAL_ROLES,
    PERMISSION_SENTENCES,
    Holding,
    Permission,
    Role,
    allows,
    may_grant,
    reach,
)

HERE, THERE = 1, 2

# fmt: off
COLUMNS = ("contributor", "liaison", "approver", "reviewer", "coordinator",
           "advisor", "facilitator", "instructor", "admin", "citizen")
TABLE = {
    "view_assessment":             "x x x x x . . . . .",
    "fill_answers":                "x x . . . . . . . .",
    "confirm_attributes":          ". x . . . . . . . .",
    "split_work":                  ". x . . . . . . . .",
    "submit_assessment":           ". x . . . . . . . .",
    "sign_assessment":             ". . x . . . . . . .",
    "send_reply":                  ". x x . . . . . . .",
    "withdraw":                    ". . x . x . . . . .",
    "review_answers":              ". . . x x . . . . .",
    "close_review":                ". . . x x . . . . .",
    "assign_reviews":              ". . . . x . . . . .",
    "approve_many_not_applicable": ". . . . x . . . . .",
    "decide_replies":              ". . . x x . . . . .",
    "extend_terms":                ". . . . x . . . . .",
    "write_to_municipalities":     ". . . . x . . . . .",
    "correct_attributes":          ". . . . x . . . . .",
    "view_board":                  ". . . x x . . . . .",
    "publish_round":               ". . . . x . . . . .",
    "correct_published":           ". . . . x . . . . .",
    "view_log":                    ". . . . x . . . x .",
    "edit_instruments":            ". . . . x . . . . .",
    "manage_rounds":               ". . . . x . . . . .",
    "invite_to_municipality":      ". x . . . . . . . .",
    "invite_anyone":               ". . . . x . . . x .",
    "answer_feedback":             ". x . . x . . . . .",
    "answer_reports":              ". . . . x . . . x .",
    "send_mails_again":            ". . . . x . . . x .",
    "view_portal_state":           ". . . . x . . . x .",
    "edit_texts":                  ". . . . x . . . x .",
    "manage_places":               ". . . . x . . . x .",
    "import_answers":              ". . . . x . . . x .",
    "manage_agendas":              ". . . . x . x . . .",
    "moderate_contributions":      ". . . . x . x . . .",
    "answer_contributions":        ". x x . x . x . . .",
    "accept_agreements":           ". . x . . . . . . .",
    "edit_courses":                ". . . . x . . x . .",
    "manage_cohorts":              ". . . . x . . . . .",
    "teach_courses":               ". . . . x . . x . .",
    "view_training":               ". x x . x . . x . .",
    "manage_certificates":         ". . . . x . . . . .",
    "write_measurements":          "x x . . . . . . . .",
    "approve_measurements":        ". . . x x . . . . .",
    "manage_indicators":           ". . . . x . . . . .",
    "write_commitments":           ". x . . . . . . . .",
    "accept_commitments":          ". . x . . . . . . .",
    "manage_commitments":          ". . . . x . . . . .",
    "close_commitments":           ". . . x x . . . . .",
    "write_practices":             ". x . . . . . . . .",
    "review_practices":            ". . . . x x . . . .",
}
# fmt: on
CELLS = [
    (role, permission, cell == "x")
    for permission, row in TABLE.items()
    for role, cell in zip(COLUMNS, row.split(), strict=True)
]


def held(role: Role, place: int | None = HERE) -> list[Holding]:
    return [Holding(role, place if role in MUNICIPAL_ROLES else None)]


def test_table_names_every_role_and_permission():
    assert list(COLUMNS) == [role.value for role in Role]
    assert list(TABLE) == [permission.value for permission in Permission]


@pytest.mark.parametrize(("role", "permission", "granted"), CELLS)
def test_role_grants_exactly_what_the_table_says(role: str, permission: str, granted: bool):
    assert allows(held(Role(role)), Permission(permission)) is granted


def test_every_role_and_permission_is_explained():
    assert set(GRANTS) == set(Role)
    assert set(PERMISSION_SENTENCES) == set(Permission)
    assert all(role.sentence.endswith(".") for role in Role)


def test_every_role_is_held_in_one_kind_of_place():
    assert sorted((*MUNICIPAL_ROLES, *METROPOLITAN_ROLES, Role.CITIZEN)) == sorted(Role)
    assert Role.CITIZEN not in INVITED_ROLES


@pytest.mark.parametrize("role", MUNICIPAL_ROLES)
@pytest.mark.parametrize("permission", Permission)
def test_municipal_role_means_nothing_in_another_municipality(role: Role, permission: Permission):
    assert allows(held(role), permission, THERE) is False
    assert reach(held(role), permission) in (frozenset(), frozenset({HERE}))


@pytest.mark.parametrize("role", METROPOLITAN_ROLES)
@pytest.mark.parametrize("permission", Permission)
def test_metropolitan_role_reaches_all_municipalities_or_none(role: Role, permission: Permission):
    expected = None if permission in GRANTS[role] else frozenset()
    assert reach(held(role), permission) == expected
    assert allows(held(role), permission, THERE) is (expected is None)


def test_no_role_means_no_permission():
    assert [permission for permission in Permission if allows((), permission)] == []


def test_roles_of_two_municipalities_add_up_without_mixing():
    both = [Holding(Role.LIAISON, HERE), Holding(Role.CONTRIBUTOR, THERE)]
    assert reach(both, Permission.FILL_ANSWERS) == {HERE, THERE}
    assert reach(both, Permission.SUBMIT_ASSESSMENT) == {HERE}


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("given", Role)
def test_who_may_give_which_role(giver: Role, given: Role):
    place = HERE if given in MUNICIPAL_ROLES else None
    expected = given is not Role.CITIZEN and (
        giver in (Role.COORDINATOR, Role.ADMIN) or (giver is Role.LIAISON and given is Role.CONTRIBUTOR)
    )
    assert may_grant(held(giver), given, place) is expected


def test_liaison_gives_nothing_in_another_municipality():
    assert may_grant(held(Role.LIAISON), Role.CONTRIBUTOR, THERE) is False
    assert may_grant(held(Role.LIAISON), Role.CONTRIBUTOR, None) is False


def test_label_names_the_place():
    assert Holding(Role.LIAISON, HERE, "Aquí").label == "Enlace municipal de Aquí"
    assert Holding(Role.REVIEWER, None).label == "Revisión metropolitana"
