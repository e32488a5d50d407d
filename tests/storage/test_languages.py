"""The languages of an archive: none that it has is missed, and what it has not is left out."""

from sqlalchemy import text

from storage.languages import spoken


def bring(newsroom, language, body):
    newsroom.bring(f"https://{language}.example/", body, f"{language} title", language=language)


def held(newsroom):
    with newsroom.archive.engine.connect() as connection:
        return set(spoken(connection))


def count_anew(newsroom):
    """Make the statistics of PostgreSQL's planner, which outlive the rows that an earlier test has left them of."""
    with newsroom.archive.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


def test_only_languages_that_are_held_are_asked_for(newsroom):
    bring(newsroom, "en", "Leaders met in Samarkand.")
    bring(newsroom, "th", "การประชุมสุดยอด")  # has no stems
    count_anew(newsroom)
    assert held(newsroom) == {"en"}


def test_a_language_that_came_after_the_statistics_were_made_is_not_missed(newsroom):
    for number in range(3):
        newsroom.bring(f"https://a.example/{number}", f"Leaders met in Samarkand {number}.", language="en")
    count_anew(newsroom)
    bring(newsroom, "ru", "Ёлка ещё стоит на площади.")
    assert held(newsroom) == {"en", "ru"}
    assert [hit.language for hit in newsroom.archive.search("площадь")] == ["ru"]
