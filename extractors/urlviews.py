"""What an address says beside which page it names: who sent the reader, whose visit it is, which view is wanted.

Two kinds are told apart. What by convention never names another page is dropped whatever stands beside it. What does so
only as a rule (`sid` is a session to one server and the story to another) is dropped by its value, and only where the
rest of the address already names a page. All names and values are compared without case.
"""

import re
from collections.abc import Sequence

TRACKING_PREFIXES = (
    "utm_", "mtm_", "matomo_", "piwik_",  # Google Analytics, Matomo
    "ga_", "hsa_", "at_", "guce_", "wt.", "itm_",  # Google, HubSpot ads, AT Internet (BBC), Yahoo, Webtrends, Parse.ly
)  # fmt: skip
TRACKING = frozenset(
    [
        # advertising clicks: Google, Meta, Yandex, Mail.ru, Microsoft, X, TikTok, Pinterest, Snapchat, LinkedIn, Reddit
        *("gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "gad_source", "gad_campaignid", "_ga", "_gl"),
        *("fbclid", "igsh", "igshid", "mibextid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref"),
        *("yclid", "ysclid", "ymclid", "yrclid", "_openstat", "openstat", "rb_clickid", "vkclid", "frommail"),
        *("msclkid", "twclid", "ref_src", "ref_url", "ttclid", "epik", "sccid", "li_fat_id", "rdt_cid", "dicbo"),
        # mailings: Mailchimp, HubSpot, Marketo, Omeda, Vero, Klaviyo, Drip, MailerLite
        *("mc_cid", "mc_eid", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking", "mkt_tok"),
        *("oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "_ke", "_kx", "ml_subscriber", "ml_subscriber_hash"),
        # audience meters: AT Internet, Matomo, Adobe, Alibaba, Comscore, Webtrekk, Yahoo, TrueAnthem
        *("xtor", "pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "s_cid"),
        *("s_kwcid", "ef_id", "spm", "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "wt_mc"),
        *("wt_zmc", "wtmc", "guccounter", "soc_src", "soc_trk", "taid"),
        # campaigns of outlets: CNN, The New York Times, CBS; plug-ins of WordPress
        *("cmpid", "intcmp", "int_cmp", "smtyp", "sr_share", "ftag", "_unique_id"),
        # left by viewers: AMP caches and the Google viewer, WeChat
        *("amp_js_v", "amp_gsa", "amp_lite", "amp_r", "amp_ct", "amp_cf", "amp_tf", "usqp", "aoh"),
        *("__amp_source_origin", "__twitter_impression", "isappinstalled", "nsukey", "wxshare_count"),
    ]
)  # fmt: skip
SESSION_PREFIXES = ("aspsessionid",)
SESSION = frozenset(
    ["phpsessid", "phpsessionid", "jsessionid", "cfid", "cftoken", "oscsid", "zenid", "asp.net_sessionid"]
)

_YES = frozenset(["", "1", "true", "yes", "y", "on"])
_CHANNELS = frozenset(
    [
        *("rss", "rss2", "rssfeed", "rss_feed", "feed", "atom", "share", "social", "sharing", "email", "newsletter"),
        *("push", "facebook", "fb", "twitter", "tw", "telegram", "tg", "vk", "vkontakte", "ok", "odnoklassniki"),
        *("whatsapp", "viber", "instagram", "linkedin", "reddit", "pinterest", "flipboard", "yandex", "yxnews"),
        *("yandexnews", "dzen", "zen", "google", "googlenews", "google_news", "smi2", "weibo", "wechat", "weixin"),
        *("timeline", "singlemessage", "groupmessage", "amp"),
    ]
)
#: Parameters that say something else on other sites: dropped with these values only.
BY_VALUE = {
    "amp": _YES | {"0", "false", "no"},  # ?amp=17 may be an article
    "noamp": _YES | {"mobile", "available"},  # AMP plug-in of WordPress
    **dict.fromkeys(("output", "outputtype", "view", "format", "mode", "layout", "display"), frozenset(["amp"])),
    **dict.fromkeys(("from", "ref", "source", "src", "via", "partner", "referrer", "referer"), _CHANNELS),
}
#: Campaigns of The Guardian, Al Jazeera, AOL, Condé Nast: dropped unless the value is a number.
WORDED = frozenset(["cmp", "icid", "ncid", "mbid"])
#: Dropped with these values (None: what looks like a session id), and only where the rest of the address names a page.
DOUBTFUL = {
    **dict.fromkeys(("print", "printable", "print_version", "printversion"), _YES),
    **dict.fromkeys(("view", "format", "mode", "layout", "display", "version"), frozenset(["print", "printable"])),
    **dict.fromkeys(("s", "sid", "sess", "sessid", "session", "sessionid", "session_id"), None),
}

# What servers give out: 32 or 40 hexadecimal digits, 26 letters and digits (PHP), 24 (ASP.NET). A number is none.
_SESSION_ID = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-z]{26}|[0-9a-z]{24})")
_IDENTITY = re.compile(r"(?:\w*id|p|n|news|article|story|post|doc)=\w*\d", re.IGNORECASE)
_NUMBER_OR_WORDS = re.compile(r"\d{3}|[^-_/]+[-_][^-_/]+[-_][^/]+/?$")  # in a path: a date, a key; three words joined
# The last segment of a path that asks a program, which needs a parameter to know what for.
_PROGRAM = re.compile(
    r"|[^/]*\.(?:php\d?|aspx?|jspx?|cgi|cfm|do|action|dll|pl|py)"
    r"|(?:index|articles?|story|stories|news|items?|details?|content|page|post|node|doc|view|read|show|open|full|print)",
    re.IGNORECASE,
)

_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
# Of ASP.NET without cookies: /(S(lit3py55t21z5v55vlm25s55))/, with other tickets before or after it.
_COOKIELESS = re.compile(r"/\((?:X\(1\)|S\([a-z0-5]{24}\)|[AF]\([\w-]{20,}\))+\)(?=/|$)")

# Below a folder that lists by name, `amp` is such a name.
_AMP_FOLDER = re.compile(
    r"(.*[^/](?<!/wiki)(?<!/tag)(?<!/tags)(?<!/topic)(?<!/topics)(?<!/company)(?<!/quote))/+amp(/?)", re.DOTALL
)
_AMP_FILE = re.compile(r"(?<=[^/.])\.amp(?=(?:\.[sx]?html?)?$)")
_INDEX = re.compile(r"(?:index\.(?:[sx]?html?|php\d?|aspx?|jspx?|cfm)|default\.(?:html?|aspx?))", re.IGNORECASE)


def without_sessions(path: str) -> str:
    """Drop the session that a server without cookies writes into a path."""
    return _COOKIELESS.sub("", _PATH_SESSION.sub("", path))


def telling(query: str, path: str) -> list[str]:
    """Give the parameters of a normal *query* that may tell pages apart, in order; *path* is what they ask."""
    kept = [each for each in query.split("&") if each and not _is_beside_the_page(*named(each))]
    sure = [each for each in kept if not is_doubtful(*named(each))]
    return sure if len(sure) < len(kept) and _name_a_page(path, sure) else kept


def bare(path: str, *, asked: bool) -> str:
    """Drop from the end of a path what asks for the AMP view of a page, and the name of an index page.

    Args:
        path: without dot segments.
        asked: a query follows: there, `index.php` may be the program that answers it.
    """
    while True:
        shorter = path
        if "amp" in path[-10:]:  # most have none
            if match := _AMP_FOLDER.fullmatch(path):
                shorter = match[1] + match[2]
            shorter = _AMP_FILE.sub("", shorter)
        head, _, last = shorter.rpartition("/")
        if not asked and _INDEX.fullmatch(last):
            shorter = f"{head}/"
        if shorter == path:
            return path
        path = shorter


def named(parameter: str) -> tuple[str, str]:
    """Give name and value of a parameter, in lower case."""
    name, _, value = parameter.partition("=")
    return name.lower().removeprefix("amp;"), value.lower()


def _is_beside_the_page(name: str, value: str) -> bool:
    if name in TRACKING or name in SESSION or name.startswith(TRACKING_PREFIXES + SESSION_PREFIXES):
        return True
    return value in BY_VALUE.get(name, ()) or (name in WORDED and not value.isdecimal())


def is_doubtful(name: str, value: str) -> bool:
    """Say whether a parameter probably is a session or asks for the page to print."""
    values = DOUBTFUL.get(name, ())
    return _SESSION_ID.fullmatch(value) is not None if values is None else value in values


def _name_a_page(path: str, parameters: Sequence[str]) -> bool:
    if _NUMBER_OR_WORDS.search(path) or any(_IDENTITY.match(each) for each in parameters):
        return True
    return _PROGRAM.fullmatch(path.rstrip("/").rpartition("/")[2]) is None
