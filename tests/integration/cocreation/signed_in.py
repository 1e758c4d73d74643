"""A browser for tests that move the clock by months: its session would be over."""

from django.test import Client

from accounts.models import User


class SignedInAnew(Client):
    """Signs in before each request; what else the session holds stays."""

    def __init__(self, user: User):
        super().__init__()
        self.user = user

    def get(self, *args, **kwargs):
        self.force_login(self.user)
        return super().get(*args, **kwargs)

    def post(self, *args, **kwargs):
        self.force_login(self.user)
        return super().post(*args, **kwargs)
