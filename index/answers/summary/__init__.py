"""A verbatim summary: the sentences that say most of what the sources say."""
