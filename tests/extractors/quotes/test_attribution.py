from datetime import date

from config.lexicon import load_lexicon
from extractors.quotes.attribution import attributed
from extractors.quotes.find import find_quotes
from extractors.tagging.tagger import Tagger

TAGGER = Tagger(load_lexicon())


def entities(title, text, language):
    tagging = TAGGER.tag(title, text, language, day=date(2021, 11, 20))
    return {quote.surface: quote.entity for quote in attributed(find_quotes(title, text, language), (tagging,))}


def test_the_envoy_is_known_by_whatever_words_name_him():
    text = (
        "Bakhtiyor Khakimov, the envoy to the SCO, spoke in Moscow before the SCO summit.\n\n"
        "\u201cThe region needs a government that includes all,\u201d Khakimov said.\n\n"
        "He said that the road would be long."
    )
    assert set(entities("", text, "en").values()) == {"bakhtiyor-khakimov"}


def test_a_speaker_whom_no_lexicon_knows_has_no_entity():
    text = "The SCO summit opened in Bishkek. \u201cWe shall build it this year,\u201d said Anna Weber, an engineer."
    assert set(entities("", text, "en").values()) == {None}
