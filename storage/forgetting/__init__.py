"""Letting go: raw pages that are old, and pages that must be forgotten, with a proof that nothing of them is left."""

from storage.forgetting.erasing import Erased
from storage.forgetting.forget import Forgotten, Plan, Target, finish, forget, plan
from storage.forgetting.proof import left, mentions
from storage.forgetting.prune import Limits, PageFile, Pruned, prune
from storage.forgetting.tombs import allow, listed, unknown

__all__ = [
    "Erased",
    "Forgotten",
    "Limits",
    "PageFile",
    "Plan",
    "Pruned",
    "Target",
    "allow",
    "finish",
    "forget",
    "left",
    "listed",
    "mentions",
    "plan",
    "prune",
    "unknown",
]
