"""Licences and certificates that Kenyan listings ask for, and how they are written. Tables only."""

from __future__ import annotations

import re

_WRITTEN = {
    "driving-licence": (
        "driving licence",
        r"\b(?:valid\s+)?driv(?:ing|er'?s?)\s+licen[cs]e\b(?:\s*,?\s*(?:of\s+)?class(?:es)?\s+"
        r"[A-Z][0-9A-Z]*(?:\s*[,/&]\s*[A-Z][0-9]?\b)*)?",
    ),
    "good-conduct": (
        "certificate of good conduct",
        r"\b(?:certificate\s+of\s+good\s+conduct|good\s+conduct\s+certificate"
        r"|police\s+clearance\s+certificate)\b",
    ),
    "cpa-k": ("certified public accountant (Kenya)", r"\bCPA\s*[(-]?\s*K\b\)?|\bCPAK\b"),
    "cpa": (
        "certified public accountant",
        r"\bCPA\b(?!\s*[(-]?\s*K\b)|\bcertified\s+public\s+accountants?\b",
    ),
    "acca": ("ACCA", r"\bACCA\b"),
    "cips": ("CIPS", r"\bM?CIPS\b"),
    "cisco-ccna": ("CCNA", r"\bCCNA\b"),
    "pmp": ("project management professional", r"\bPMP\b"),
    "prince2": ("PRINCE2", r"\bPRINCE\s?2\b"),
    "nursing-licence": (
        "licence of the Nursing Council of Kenya",
        r"\b(?:nursing\s+council\s+of\s+kenya|NCK)\b(?=[^.]{0,60}\b(?:licen[cs]e|regist))"
        r"|\b(?:licen[cs]ed|registered|registration)\b[^.]{0,40}\b(?:nursing\s+council|NCK)\b",
    ),
    "tsc": (
        "registration with the Teachers Service Commission",
        r"\bTSC\s+(?:number|no\.?|regist\w+|certificate)|\bregistered\s+(?:with|by)\s+(?:the\s+)?"
        r"(?:TSC\b|teachers\s+service\s+commission)",
    ),
    "ebk": (
        "registration with the Engineers Board of Kenya",
        r"\b(?:EBK|engineers\s+board\s+of\s+kenya)\b",
    ),
    "psv": ("PSV badge", r"\bPSV\s+(?:badge|licen[cs]e)\b"),
    "first-aid": ("first aid certificate", r"\bfirst\s+aid\s+certificat(?:e|ion)\b"),
}

# by key: the name, and the pattern
CREDENTIALS = {
    key: (name, re.compile(pattern, re.IGNORECASE)) for key, (name, pattern) in _WRITTEN.items()
}
