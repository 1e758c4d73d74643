"""Answers of a handed-in attempt still never change, and none is added; a person may have theirs erased (Ley 1581)."""

from django.db import migrations

from core.immutability import immutable


class Migration(migrations.Migration):
    dependencies = [("quizzes", "0001_initial")]

    # Replaces the rule of 0001 by one that refuses nothing.
    operations = [immutable("quizzes_attemptanswer", when="1 = 0", events=("DELETE",))]
