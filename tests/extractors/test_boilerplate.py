import pytest

from extractors.boilerplate import cues
from extractors.tokens import tokens_of


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Please subscribe to our newsletter.", [1, 4]),
        ("All rights reserved.", [1]),
        ("Подписывайтесь на наш канал", [0]),
        ("Все права защищены", [1]),
        ("Alle Rechte vorbehalten", [1]),
        ("Tüm hakları saklıdır", [1]),
        ("版权所有 未经授权不得转载", [0, 4, 8]),
        ("جميع الحقوق محفوظة", [1]),
        ("무단전재 금지", [0]),
        ("Their rights were upheld in court", []),
        ("The bridge was closed", []),
        ("", []),
    ],
)
def test_words_of_boilerplate_are_found_in_many_languages(text, places):
    assert cues(tokens_of(text)) == places
