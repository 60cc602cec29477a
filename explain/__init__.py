"""What a gap means, in words: by the language model Gemini, or by template from the level anchors.

``answer.explain_gap`` is what the command line and the API use; ``levels.assess`` lets the model
judge levels. The figures of a gap are never the model's: they come from ``gaps``, and whatever the
model says about them is checked against them (``check``).
"""
