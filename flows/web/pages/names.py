"""English names of languages and countries, as people look for them; a code that is not here stands for itself."""

_LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "ba": "Bashkir", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "ckb": "Central Kurdish", "cs": "Czech", "de": "German", "el": "Greek", "en": "English", "es": "Spanish",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh",
    "km": "Khmer", "ko": "Korean", "ku": "Kurdish", "ky": "Kyrgyz", "lo": "Lao", "ml": "Malayalam", "mn": "Mongolian",
    "mr": "Marathi", "ms": "Malay", "my": "Burmese", "ne": "Nepali", "nl": "Dutch", "or": "Odia", "pa": "Punjabi",
    "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sd": "Sindhi",
    "si": "Sinhala", "sk": "Slovak", "sr": "Serbian", "ta": "Tamil", "te": "Telugu", "tg": "Tajik", "th": "Thai",
    "tk": "Turkmen", "tr": "Turkish", "tt": "Tatar", "ug": "Uyghur", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_COUNTRIES = {
    "AE": "United Arab Emirates", "AF": "Afghanistan", "AM": "Armenia", "AZ": "Azerbaijan", "BD": "Bangladesh",
    "BH": "Bahrain", "BR": "Brazil", "BY": "Belarus", "CN": "China", "DE": "Germany", "EG": "Egypt", "ET": "Ethiopia",
    "FR": "France", "GB": "United Kingdom", "GE": "Georgia", "HK": "Hong Kong", "ID": "Indonesia", "IL": "Israel",
    "IN": "India", "IQ": "Iraq", "IR": "Iran", "JP": "Japan", "KG": "Kyrgyzstan", "KH": "Cambodia", "KR": "South Korea",
    "KW": "Kuwait", "KZ": "Kazakhstan", "LA": "Laos", "LK": "Sri Lanka", "MM": "Myanmar", "MN": "Mongolia",
    "MO": "Macao", "MV": "Maldives", "MY": "Malaysia", "NP": "Nepal", "PK": "Pakistan", "QA": "Qatar", "RS": "Serbia",
    "RU": "Russia", "SA": "Saudi Arabia", "SG": "Singapore", "TH": "Thailand", "TJ": "Tajikistan", "TM": "Turkmenistan",
    "TR": "Türkiye", "TW": "Taiwan", "UA": "Ukraine", "US": "United States", "UZ": "Uzbekistan", "VN": "Viet Nam",
    "ZA": "South Africa",
}  # fmt: skip


def language(code: str | None) -> str:
    """Name a language by its ISO 639-1 code."""
    return _LANGUAGES.get(code, code) if code else "unknown language"


def country(code: str | None) -> str:
    """Name a country by its ISO 3166-1 alpha-2 code."""
    return _COUNTRIES.get(code, code) if code else "international"
