"""Subscriptions by mail, the news sent to them, and each mail."""

from collections.abc import Iterable
from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.people import LowercaseEmailField
from notices.choices import MUNICIPALITY, TOPIC_KEY_LENGTH, TOPIC_TITLE_LENGTH


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def about(self, topics: Iterable[str]) -> "SubscriptionQuerySet":
        """Keep followers of one of the topics. The whole valley stands for every municipality, and for news without a topic."""
        keys, kind = list(topics), f"{MUNICIPALITY}:"
        slugs = [key.removeprefix(kind) for key in keys if key.startswith(kind)]
        wanted = Q(topics__key__in=keys)
        if slugs or not keys:
            wanted |= Q(whole_valley=True) | Q(municipalities__slug__in=slugs)
        return self.filter(wanted).distinct()


class Subscription(models.Model):
    """What one address follows. An address has at most one confirmed and one unconfirmed subscription."""

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


class FollowedTopic(models.Model):
    """Something that a subscription follows beside municipalities, by its key (notices.queries.topics).

    `title`: as it was called when it was asked for.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="topics")
    key = models.CharField("tema", max_length=TOPIC_KEY_LENGTH)
    title = models.CharField("título", max_length=TOPIC_TITLE_LENGTH)

    class Meta:
        verbose_name = "tema que alguien sigue"
        verbose_name_plural = "temas que alguien sigue"
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["subscription", "key"], name="topic_followed_once")]

    def __str__(self) -> str:
        return f"subscription {self.subscription_id} to {self.key}"


class News(models.Model):
    """One message to followers. `key` identifies the event: it is sent once."""

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
        """Keep news, and confirmation requests not yet confirmed."""
        return self.filter(Q(news__isnull=False) | Q(subscription__confirmed_at=None))

    def with_token(self, token: str) -> "DeliveryQuerySet":
        return self.filter(token_sha256=Delivery.hash_of(token))


class Delivery(models.Model):
    """One mail to one follower: news, or (without news) a confirmation request.

    Its random token, stored as a hash, is the key of its unsubscribe link and of the confirmation link.
    """

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="deliveries")
    news = models.ForeignKey(News, null=True, on_delete=models.CASCADE, related_name="deliveries")
    token_sha256 = models.CharField(max_length=64, null=True, unique=True, editable=False)
    created_at = models.DateTimeField("momento")
    # The mail sent again; the links in this one, should it have arrived, keep working.
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
