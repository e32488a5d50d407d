"""What the table `article` holds of what a page says."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from extractors.records import Analysis
from extractors.twins import twin_key
from storage.dated import claims_json, dated_columns


def content_of(analysis: Analysis, capture_id: int, now: datetime) -> dict[str, Any]:
    """Give the columns that follow from the page, which is kept as this capture; they change *now*."""
    record = analysis.article
    return {
        "url": record.url,
        "capture_id": capture_id,
        "title": record.title,
        "text": record.text,
        "authors": list(record.authors),
        "organizations": list(record.organizations),
        **dated_columns("published", record.published),
        **dated_columns("modified", record.modified),
        "dates": claims_json(record.dates),
        "language": record.language,
        "script": record.script,
        "site_name": record.site_name,
        "dateline": record.dateline,
        "credits": [asdict(each) for each in record.credits],
        "agency": record.agency,
        "section": record.section,
        "keywords": list(record.keywords),
        "image": record.image,
        "amp_url": record.amp_url,
        "canonical_claim": record.canonical_claim,
        "twin_key": twin_key(record.url),
        "page_type": record.page_type,
        "choice_method": record.choice and record.choice.method,
        "choice_reason": record.choice and record.choice.reason,
        "dropped": list(record.dropped),
        "extractor": record.extractor,
        "text_hash": analysis.fingerprint.text_hash,
        "level": analysis.tagging.level,
        "changed_at": now,
    }
