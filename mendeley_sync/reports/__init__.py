"""Results as text, Markdown, JSON, JUnit, HTML; prints nothing."""
