"""Sites, people, roles given, tokens, signatures.   治理数据表"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Site(models.Model):
    """A place of business: the unit of tenancy, closing and ledger shard.   站点"""

    id = models.AutoField(primary_key=True)
    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(default="", blank=True)
    time_zone = models.TextField()
    organisation = models.TextField(default="", blank=True)

    class Meta:
        db_table = "governance_site"


class Person(AbstractBaseUser):
    """A person, or a service account (which has no password).  Never deleted.   人员"""

    code = models.TextField(unique=True)
    name = models.TextField()
    name_en = models.TextField(default="", blank=True)
    kind = models.TextField(default="person")
    language = models.TextField(default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BaseUserManager["Person"]()
    USERNAME_FIELD = "code"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012  the framework asks for a list

    class Meta:
        db_table = "governance_person"
        constraints = (
            models.CheckConstraint(
                name="governance_person_kind", condition=Q(kind__in=["person", "service"])),
            models.CheckConstraint(
                name="governance_service_has_no_password",
                condition=Q(kind="person") | Q(password__startswith="!")),  # noqa: S106
        )


class Assignment(models.Model):
    """A role given to a person at a site (`*`: everywhere) for a span, by somebody.   授权"""

    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    role = models.TextField()
    site_code = models.TextField()
    given_by = models.TextField()
    reason = models.TextField(default="", blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        db_table = "governance_assignment"
        constraints = (
            models.UniqueConstraint(
                name="governance_assignment_open", fields=["person", "role", "site_code"],
                condition=Q(valid_to=None)),
            models.CheckConstraint(
                name="governance_assignment_span",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
        )


class Token(models.Model):
    """An API token: only the digest of its secret is kept.   令牌"""

    digest = models.BinaryField(unique=True, max_length=32)
    prefix = models.TextField()
    actor = models.ForeignKey(Person, on_delete=models.PROTECT)
    sites = ArrayField(models.TextField())
    capabilities = ArrayField(models.TextField())
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    device = models.UUIDField(null=True, db_index=True)

    class Meta:
        db_table = "governance_token"


class FirstRunLink(models.Model):
    """The one-time link that makes the first administrator.   首次设置链接"""

    digest = models.BinaryField(unique=True, max_length=32)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "governance_first_run_link"


class LoginAttempt(models.Model):
    """One try to prove a password; counts towards the limits.   登录尝试"""

    account = models.BinaryField(max_length=32)
    address = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    succeeded = models.BooleanField(default=False)

    class Meta:
        db_table = "governance_login_attempt"
        indexes = (
            models.Index(name="governance_attempt_account", fields=["account", "at"]),
            models.Index(name="governance_attempt_address", fields=["address", "at"]),
        )


class Signature(models.Model):
    """A signature, append-only (made by sql/signature.sql).   电子签名"""

    id = models.UUIDField(primary_key=True)
    person = models.BigIntegerField()
    code = models.TextField()
    printed_name = models.TextField()
    role = models.TextField()
    meaning = models.TextField()
    content_hash = models.TextField()
    subject = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "governance_signature"
        managed = False
