"""Opening files: what kind it is, its pages as words, its pages as pictures."""
