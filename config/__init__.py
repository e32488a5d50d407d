"""What may be changed without touching code: settings, sources, lexicon, the demo's world.

This file stays empty of code: see docs/architecture.md, "Four generic names".
"""
