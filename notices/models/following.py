"""Who wants to know by mail when something is published, what was told, and each mail of it."""

from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.people import LowercaseEmailField


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def of(self, slugs: list[str]) -> "SubscriptionQuerySet":
        """Keep those who follow one of the municipalities, or all."""
        return self.filter(Q(whole_valley=True) | Q(municipalities__slug__in=slugs)).distinct()


class Subscription(models.Model):
    """What one address follows; it counts once confirmed. An address has at most one that counts and one that waits."""

    email = LowercaseEmailField("correo")
    whole_valley = models.BooleanField("todo el valle", default=False)
    municipalities = models.ManyToManyField("territory.Municipality", verbose_name="municipios", related_name="+")
    asked_at = models.DateTimeField("pedida")
    confirmed_at = models.DateTimeField("confirmada", null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "suscripción"
        verbose_name_plural = "suscripciones"
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""), name="subscription_has_an_address"
            ),
            models.UniqueConstraint(
                fields=["email"], condition=Q(confirmed_at__isnull=False), name="subscription_once_confirmed"
            ),
            models.UniqueConstraint(
                fields=["email"], condition=Q(confirmed_at__isnull=True), name="subscription_once_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"  # never the address: this may reach a log


class News(models.Model):
    """One thing told to followers. `key` names what happened: it is told once."""

    key = models.CharField("hecho", max_length=120, unique=True)
    subject = models.CharField("asunto", max_length=200)
    lines = models.JSONField("texto", default=list)
    path = models.CharField("página", max_length=300)
    created_at = models.DateTimeField("momento")

    class Meta:
        verbose_name = "novedad"
        verbose_name_plural = "novedades"
        constraints = [
            models.CheckConstraint(
                condition=Q(path__startswith="/") & ~Q(path__startswith="//"), name="news_path_is_of_the_portal"
            ),
            models.CheckConstraint(condition=~Q(key="") & ~Q(subject=""), name="news_says_something"),
        ]

    def __str__(self) -> str:
        return self.key


class DeliveryQuerySet(models.QuerySet):
    def still_matter(self) -> "DeliveryQuerySet":
        """Keep news, and questions to addresses that are not confirmed yet."""
        return self.filter(Q(news__isnull=False) | Q(subscription__confirmed_at=None))

    def with_token(self, token: str) -> "DeliveryQuerySet":
        return self.filter(token_sha256=Delivery.hash_of(token))


class Delivery(models.Model):
    """One mail to one follower: news, or (without news) the question whether the address is right.

    Its own random token, of which only the hash is kept, is the way out that stands in it, and the way in of the question.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    news = models.ForeignKey(News, null=True, on_delete=models.CASCADE, related_name="deliveries")
    token_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField("momento")
    # A second mail took the place of this one; the links in this one, should it have arrived, go on working.
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "correo a quien sigue"
        verbose_name_plural = "correos a quienes siguen"
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "news"], condition=Q(replaced_by=None), name="delivery_told_once"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(token_sha256__isnull=False), name="delivery_replaced_keeps_its_links"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    @staticmethod
    def hash_of(token: str) -> str:
        return sha256(token.encode()).hexdigest()
