"""What class names, ids and elements say a part of a page is for, as bits that are handed down the tree."""

import re
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

_TAGS = "p div li td h1 h2 h3 h4 h5 h6 blockquote figcaption dd dt pre article section th body main aside ul ol"
TAG_CODES = {tag: code for code, tag in enumerate(_TAGS.split(" "), start=1)}

# One bit for each line.
WORDS_OF_MARKS: dict[str, str] = {
    "body": "articlebody|article-body|article_body|storybody|story-body|article-text|article__text|articletext"
    "|post-content|entry-content|article-content|articlecontent|article__content|content-body|newstext|news-text"
    "|news_text|text-content|paragraph|post-body|postbody|article__body|detail-content|richtext|rich-text|wysiwyg",
    "article": "article|story|single|entry|news|post|material|detail|statia|artikel|artykul",
    "content": "content|main|text|txt|body|center|zoom|conteudo|inhalt|tresc",
    "comment": "comment|disqus|reply|respond|discussion|forum|feedback|opinion-list|kommentar|otzyv|livefyre|review",
    "share": "share|social|sharing|addthis|facebook|twitter|vkontakte|whatsapp|telegram|follow|sns|bdshare|jiathis"
    "|likes",
    "related": "relat|similar|recommend|more-|readmore|read-more|also|popular|trending|most|latest|teaser|promo"
    "|outbrain|taboola|mehr|verwandt|linked|suggest|hot|top-news|lastnews|recent|further|next|prev|rank",
    "side": "side|aside|rail|right|left|widget|column|col-3|block-right",
    "nav": "nav|menu|breadcrumb|crumb|tabs|toolbar|topbar|top-bar|path|sitemap|pager|paginat|paging|skip",
    "foot": "foot|bottom|copyright|legal|disclaimer|colophon|imprint|rights",
    "head": "header|masthead|logo|brand",
    "ad": "advert|ads|adv|banner|sponsor|adsense|dfp|reklam|werbung|anzeige|publicid|promoted|commercial",
    "meta": "meta|byline|author|date|time|publish|credit|source|info|dateline|autor|editor|views|stats|counter",
    "caption": "caption|figure|photo|image|img|gallery|slide|video|player|media|lightbox|thumb|picture|carousel",
    "form": "form|search|login|signin|signup|register|subscri|newsletter|paywall|modal|popup|cookie|consent|gdpr"
    "|overlay",
    "tags": "tags|tag-|tagcloud|topic|keyword|categor|labels|rubric",
    "title": "title|headline|heading|hdl|zag|subject",
    "lead": "lead|summary|intro|deck|standfirst|subtitle|subhead|excerpt|teaser-text|abstract|anons|perex|sapo",
    "quote": "quote|pullquote|fact|factbox|infobox|box|aside-box|inset|sidebar-box",
    "tool": "tool|print|email|font|rating|vote|poll|quiz|button|btn|action|bookmark|download|audio|listen",
    "hidden": "hidden|hide|invisible|sr-only|screen-reader|visually|print-only|noprint|collapse",
    "list": "list|feed|grid|items|archive|stream|cards|digest|box-news",
    "widget": "module|plugin|embed|calendar|weather|currency|informer|partner|exchange",
}
_WORDS = [(word, 1 << bit) for bit, words in enumerate(WORDS_OF_MARKS.values()) for word in words.split("|")]
_FINDER = AhoCorasick([word for word, _ in _WORDS])
# A short word counts only where it begins one: "ads" is not in "loads". In camelCase each capital begins one.
_SHORT = 6
_CAMEL = re.compile("(?<=[a-z])(?=[A-Z])")
_LONGEST = 80  # characters of a name looked at

_ELEMENTS = ("article", "main", "aside", "nav", "header", "footer", "ul", "table", "form", "figure", "blockquote")
_FIRST_ELEMENT = len(WORDS_OF_MARKS)
ELEMENT_BITS = {name: 1 << (_FIRST_ELEMENT + place) for place, name in enumerate(_ELEMENTS)}
ELEMENT_BITS |= {"ol": ELEMENT_BITS["ul"], "figcaption": ELEMENT_BITS["figure"]}

# itemprop=articleBody; not shown to the reader
BODY_BIT, UNSEEN_BIT = (1 << (_FIRST_ELEMENT + len(_ELEMENTS) + place) for place in range(2))
BITS = UNSEEN_BIT.bit_length()


@lru_cache(maxsize=20_000)
def marks_of(name: str) -> int:
    """Return the marks in one class name or id.

    >>> marks_of("js-shareBar") == marks_of("share")
    True
    """
    lower = _CAMEL.sub("-", name[:_LONGEST]).lower()
    marks = 0
    for number, start, end in _FINDER.find_matches_as_indexes(lower, overlapping=True):
        if end - start >= _SHORT or not lower[start - 1 : start].isalpha():
            marks |= _WORDS[number][1]
    return marks
