"""Trains the reader of handwritten numbers and days: strokes and lines synthesised, a small net, its export."""
