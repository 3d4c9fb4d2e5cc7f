"""Makes the model of syllables: src/vndocparse/models/syllables/model.npz and its card."""
