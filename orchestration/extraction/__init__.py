"""Reading bulletins: text in, observations out. Pure functions; knows nothing of the warehouse around it."""

from .extractor import EXTRACTOR_VERSION, extract, read_facts
from .model import Declared, Extraction, Facts, Observation

__all__ = ["EXTRACTOR_VERSION", "Declared", "Extraction", "Facts", "Observation", "extract", "read_facts"]
