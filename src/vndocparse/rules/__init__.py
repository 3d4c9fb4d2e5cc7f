"""Rules of form as dated data, and the loader that chooses among them."""
