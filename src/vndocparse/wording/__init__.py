"""Words that OCR read wrong, put right by their neighbours: a lexicon of syllables, a small language model, and what
the engine takes for what.  Nothing that holds a figure or a capital is ever touched."""
