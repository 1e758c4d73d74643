"""A work is corrected with the keyboard alone: a level and a reason for each criterion, and a button."""

from django.utils import timezone

from accounts.permissions import Role
from tests.factories.accounts import make_member, make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from tests.factories.works import make_work
from training.assignments.choices import Level, WorkState
from training.assignments.models import Mark, Work


def test_work_is_returned_with_the_keyboard(page_as, transactional_db):
    teacher = make_member(Role.INSTRUCTOR)
    work = make_work(make_enrolment(make_cohort(make_course(), instructor=teacher), make_user()), at=timezone.now())
    page = page_as(teacher, 1280)
    page.goto(f"/docencia/tareas/{work.pk}/")
    page.locator("#id_level_0_0").focus()
    for number, presses in enumerate((1, 0, 2, 1)):
        page.keyboard.press("Space")
        for _ in range(presses):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Razón {number}")
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past «Aceptar»
    page.keyboard.press("Enter")
    page.wait_for_url("**/docencia/tareas/")
    assert Work.objects.get().state == WorkState.RETURNED
    levels = Level.ENOUGH, Level.NOT_ENOUGH, Level.MORE, Level.ENOUGH
    assert list(Mark.objects.values_list("level", "reason")) == [(one, f"Razón {n}") for n, one in enumerate(levels)]
