"""Which address is a page's own: what it says of itself, if that can be believed.

A link with rel=canonical (RFC 6596) and og:url (Open Graph protocol) name the address that a page wants to be known by.
Both are often wrong: the front page or the section on every article, the address of the article copied from. What only
the archive can see (one address claimed by many pages of different text) is left to storage.identity.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.permalinks import address_shape, site_of
from extractors.twins import twin_host
from extractors.urls import canonical_url, host_of

_FRONT = re.compile(r"https?://[^/]*/(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?", re.IGNORECASE)  # also that of a language
_PATH = re.compile(r"https?://[^/]*([^?#]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUrl:
    """What a page says its address is."""

    url: str | None  # as named, absolute; None: it names none that can be its own
    claim: str | None  # canonical; the address on another site that it names: that of the original, where it is a copy


def own_url(canonicals: Sequence[str], og_url: str | None, url: str) -> OwnUrl:
    """Choose among the addresses that a page names for itself.

    A name is believed if it is on the same registered domain (for a copy in a cache of pages: that of its publisher),
    and neither a front page nor a section, unless the page is one. The one that agrees with where the page stands
    goes before all; then rel=canonical, if all links of it agree, for search engines hold outlets to it, while og:url
    is often left at an older address; then og:url, also where it settles a dispute of several rel=canonical.

    Args:
        canonicals: targets of its links with rel=canonical, absolute, in order.
        og_url: absolute.
        url: where it was found.
    """
    named = [*canonicals, og_url] if og_url else [*canonicals]
    keys = {each: key for each in named if (key := canonical_url(each))}
    here = canonical_url(url) or url
    own = [each for each in keys if _may_be_own(keys[each], here)]
    elsewhere = (key for key in keys.values() if not are_of_one_site(key, here) and not _FRONT.fullmatch(key))
    return OwnUrl(url=_choose(own, keys, canonicals, og_url, here), claim=next(elsewhere, None))


def _choose(
    own: Sequence[str], keys: dict[str, str], canonicals: Sequence[str], og_url: str | None, here: str
) -> str | None:
    agreeing = next((each for each in own if keys[each] == here), None)
    if agreeing is not None:
        return agreeing
    linked = [each for each in own if each in canonicals]
    if len({keys[each] for each in linked}) == 1:
        return linked[0]
    graph = keys.get(og_url or "")
    if not linked or graph in {keys[each] for each in linked}:
        return next((each for each in own if keys[each] == graph), None)
    return None


def _may_be_own(key: str, here: str) -> bool:
    if key == here:
        return True
    if not are_of_one_site(key, here) or (_FRONT.fullmatch(key) and not _FRONT.fullmatch(here)):
        return False
    shape = address_shape(key)
    if shape == "other":
        return address_shape(here) == "other"
    return shape == "article" or not _is_folder_of(key, here)


def are_of_one_site(one: str, other: str) -> bool:
    """Say whether two addresses have one registered domain, or hosts that differ by the label of a view."""
    return site_of(one) == site_of(other) or twin_host(host_of(one)) == twin_host(host_of(other))


def _is_folder_of(key: str, here: str) -> bool:
    """Tell a section by an address below it."""
    folder, path = _PATH.match(key), _PATH.match(here)
    return (
        folder is not None and path is not None and path[1].startswith(f"{folder[1].rstrip('/')}/") and "?" not in key
    )
