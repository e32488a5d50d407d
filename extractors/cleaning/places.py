"""Places and outlets as datelines name them, in the languages they are written in; compared after lines.key_of.

Agencies are in extractors.credits.agencies.
"""

from extractors.cleaning.lines import key_of

# Outlets that are no agencies, and words that stand for any agency.
_OUTLETS = """
bbc cnn dw rfe/rl postmedia_news online gazeta.uz kun.uz daryo dknews dknews.kz туркменистан узбекистон وكالات एजेंसी
"""
OUTLETS = frozenset(key_of(each.replace("_", " ")) for each in _OUTLETS.split())
# Cities whose name may open a text before a colon or dash.
_CITIES = """
new_delhi delhi mumbai kolkata chennai bengaluru hyderabad srinagar lucknow islamabad lahore karachi peshawar quetta
rawalpindi multan kabul tehran dhaka kathmandu colombo beijing moscow astana tashkent bishkek dushanbe ashgabat baku
yerevan tbilisi minsk kyiv ankara istanbul london washington new_york paris berlin geneva dubai doha riyadh cairo
baghdad
москва астана алматы ташкент бишкек душанбе ашхабад баку ереван минск киев пекин шанхай дели лондон вашингтон женева
नई_दिल्ली मुंबई लखनऊ कोलकाता चेन्नई बेंगलुरु पटना भोपाल जयपुर श्रीनगर इस्लामाबाद काबुल बीजिंग मॉस्को वाशिंगटन लंदन
ताशकंद
نئی_دہلی اسلام_آباد لاہور کراچی پشاور کوئٹہ ممبئی سرینگر مظفرآباد راولپنڈی ملتان فیصل_آباد لندن واشنگٹن بیجنگ ماسکو
کابل تہران ڈھاکہ دبئی
تهران مشهد اصفهان تبریز شیراز قم اهواز کابل هرات مسکو پکن دوشنبه آستانه
القاهرة دبي أبوظبي الرياض جدة بغداد دمشق بيروت عمان الدوحة الكويت المنامة مسقط صنعاء الخرطوم تونس الجزائر الرباط
طرابلس
موسكو بكين واشنطن لندن باريس نيويورك طهران أنقرة غزة القدس نيودلهي إسلام_آباد كابول طشقند أستانا
"""
CITIES = frozenset(key_of(each.replace("_", " ")) for each in _CITIES.split())
