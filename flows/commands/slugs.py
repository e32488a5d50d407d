"""Telling a search that finds nothing from one for a name that nobody knows."""

import re

from config.errors import InputError
from storage import Archive, Query
from storage.slugs import meant, stored_countries, stored_slugs
from storage.tags import ENTITY_KINDS, ORGANIZATIONS

ASKED = {"tag": ORGANIZATIONS, "topic": ("topic",), "entity": ENTITY_KINDS}


def refuse_unknown(archive: Archive, query: Query) -> None:
    """Refuse the tag, topic, entity or place of a search that found nothing, if it is nobody's name.

    Raises:
        InputError: neither the archive nor a lexicon in use knows the slug; it names near ones.
        ConfigError: a lexicon in use cannot be read.
    """
    _refuse_places(archive, query)
    for option, kinds in ASKED.items():
        slug = getattr(query, option)
        if slug is None or slug in (known := stored_slugs(archive.engine, kinds)):
            continue
        known |= _of_lexicons(option)
        if slug not in known:
            hint = meant(slug, known, "`scowatch stats` names what is tagged" if option != "entity" else "")
            raise InputError(f"--{option}: neither the archive nor a lexicon in use knows {slug!r}{hint}")


def _refuse_places(archive: Archive, query: Query) -> None:
    if query.language is not None and not re.fullmatch("[a-z]{2,3}", query.language):
        raise InputError(f"--lang: {query.language!r} is not a code of ISO 639; write ru")
    if query.outlet is not None and "." not in query.outlet:
        raise InputError(f"--outlet: {query.outlet!r} is not a domain; write tass.com")
    if query.country is not None and query.country not in (known := stored_countries(archive.engine)):
        there = f"there are {', '.join(sorted(known))}" if known else "none has one"
        raise InputError(f"--country: no source is of {query.country!r}; {there}")
    if query.story is not None and archive.story(query.story) is None:
        raise InputError(f"--story: there is no story {query.story}; `scowatch show` gives that of an article")
    if query.agency is not None:
        from extractors.credits.agencies import SLUGS  # noqa: PLC0415 a search that finds something does without

        if query.agency not in SLUGS:
            raise InputError(f"--agency: no agency is called {query.agency!r}{meant(query.agency, SLUGS)}")


def _of_lexicons(option: str) -> set[str]:
    from config.lexicon import load_lexicons  # noqa: PLC0415 takes longer than the search that found nothing
    from config.settings import load_settings  # noqa: PLC0415

    known: set[str] = set()
    for lexicon in load_lexicons(load_settings().lexicon):
        if option == "topic":
            known.update(term.slug for term in lexicon.terms if term.role == "topic")
            continue
        known.update(each.slug for each in lexicon.entities.values() if (each.kind == "related") == (option == "tag"))
        known.update({lexicon.tag} if option == "tag" else ())
    return known
