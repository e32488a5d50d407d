"""What slugs mean, in words: levels, kinds, states, reasons."""

_WORDS = {
    "level": {
        "central": "about it",
        "mention": "names it",
        "abstain": "undecided",
        "none": "not about it",
    },
    "kind": {
        "original": "original",
        "exact": "exact copy",
        "near": "retouched copy",
        "syndicated": "cut or expanded copy",
    },
    "coverage": {
        "ok": "news",
        "no_news": "no news",
        "no_data": "no data",
        "low": "fewer than usual",
        "gap": "gap",
        "off": "not polled",
    },
    "confuser": {
        "no_company": "nothing nearby supports it",
        "undecided": "as much speaks for it as against it",
    },
    "exact": {
        "second": "to the second",
        "minute": "to the minute",
        "day": "to the day",
    },
    "place": {
        "rule": "a rule for this site",
        "json-ld": "the data for search engines",
        "microdata": "the data for search engines",
        "meta": "the head of the page",
        "time": "a marked time on the page",
        "url": "the address",
        "text": "the words of the page",
        "feed": "the feed",
        "sitemap": "the sitemap",
        "http": "the server",
    },
    "credit": {
        "dateline": "in the dateline",
        "byline": "in the byline",
        "credit": "in a line about the text",
        "text": "named in the text",
        "host": "on the agency's own site",
        "canonical": "the page calls the agency's the original",
    },
    "rule": {
        "name": "its name",
        "abbreviation+name": "short form, with the name nearby",
        "abbreviation+company": "short form, with its company nearby",
        "surname": "surname, after the full name",
        "person": "full name",
    },
    "gone": {
        "http_404": "the server says that it is not there (404)",
        "http_410": "the server says that it is gone for good (410)",
        "soft_404": "the address leads to a page that says that it is not there, or to the front page",
    },
    "source": {
        "ok": "answers",
        "new": "never polled yet",
        "silent": "silent: it answers, but brings nothing for longer than its rhythm explains",
        "dns": "its name leads to no server",
        "connect": "no connection could be made",
        "tls": "its certificate or encryption is faulty",
        "timeout": "it did not answer in time",
        "bot_challenge": "it wants to know whether we are a robot",
        "robots": "its robots.txt forbids it",
        "robots_unreachable": "its robots.txt cannot be had, so nothing is asked for",
        "login_wall": "it wants a login",
        "paywall": "it wants to be paid",
        "not_a_feed": "it sent something that is no feed",
        "html": "it sent a web page in place of a feed",
        "empty": "it sent nothing",
        "too_large": "it sent more than we take",
        "http_401": "it wants a login (401)",
        "http_403": "it refuses us (403)",
        "http_404": "it is not there (404)",
        "http_410": "it is gone for good (410)",
        "http_429": "it asks for fewer requests (429)",
        "http_500": "its server fails (500)",
        "http_502": "its server fails (502)",
        "http_503": "its server is overloaded or closed (503)",
        "soft_404": "it says that it is not there",
    },
}
_SURE = ((0.9, "almost certainly"), (0.7, "probably"), (0.4, "perhaps"), (0.0, "hardly more than a guess:"))


def in_words(what: str, slug: str) -> str:
    """Say in words what *slug* means where it stands for *what*; the slug itself, spaced, where that is not known."""
    return _WORDS.get(what, {}).get(slug) or slug.replace("_", " ")


def sure(confidence: float) -> str:
    """Say in words how sure a judgement is."""
    return next(words for least, words in _SURE if confidence >= least)
