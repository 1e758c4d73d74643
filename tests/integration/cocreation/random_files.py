"""The files of test_random_acts.py: each has a word in its name and another inside."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from django.db.models import QuerySet

from cocreation.contributions.actions import attachments
from cocreation.contributions.models import Attachment, Contribution
from files.loaders.uploads import Judged, judge


@dataclass
class Files:
    """What a walk sent: word in a name → its contribution, 0 once removed, and the word inside."""

    sent: dict[str, tuple[int, str]] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)


def named(one: Attachment) -> str:
    return one.file_name.partition(".")[0]


class WithFiles:
    """What a walk does with files, and which of them anybody may open."""

    files: Files
    chance: Random
    now: datetime
    word: Callable[..., str]
    one: Callable[[Any], Any]
    by: Callable[[], Any]

    def some_files(self) -> dict[tuple[str, str], Judged]:
        """Up to three judged files by their words; every third holds personal data."""
        made = {}
        for _ in range(self.chance.randint(0, 3)):
            name, inside = self.word("archivo"), self.word("adentro")
            found = "celular\n300 123 45 67" if self.chance.randint(0, 2) == 0 else "carros\n7"
            made[name, inside] = judge(f"a,{inside}\n1,2\n{found}\n".encode(), f"{name}.csv", most_bytes=1_000)
        return made

    def keep_files(self, pk: int, sent: dict[tuple[str, str], Judged]) -> None:
        for (name, inside), upload in sent.items():
            self.files.sent[name] = (pk, inside)
            if upload.personal_data:
                self.files.withheld.add(name)

    def do_withhold(self) -> None:
        one, reason = self.one(Attachment.objects.all()), f"Razón {self.word('porque', secret=True)}"
        attachments.withhold(attachment=one, reason=reason, by=self.by(), at=self.now)
        self.files.withheld.add(named(one))

    def do_show(self) -> None:
        one = self.one(Attachment.objects.all())
        attachments.show(attachment=one, by=self.by(), at=self.now)
        self.files.withheld.discard(named(one))

    def do_remove_file(self) -> None:
        one = self.one(Attachment.objects.all())
        attachments.remove(attachment=one, at=self.now)
        self.files.sent[named(one)] = (0, self.files.sent[named(one)][1])

    def files_shown_and_hidden(self, read: QuerySet[Contribution]) -> tuple[list[str], list[str]]:
        """Words in names and contents of files that anybody may open, and of all others."""
        shown, hidden, open_to_all = [], [], set(read.values_list("pk", flat=True))
        for name, (pk, inside) in self.files.sent.items():
            (shown if pk in open_to_all and name not in self.files.withheld else hidden).extend([name, inside])
        return shown, hidden

    def words_of_files(self, of: Collection[int]) -> list[str]:
        return [word for name, (pk, inside) in self.files.sent.items() if pk in of for word in (name, inside)]
