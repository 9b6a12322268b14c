"""The values everything else speaks of: references, documents, people, identifiers."""
