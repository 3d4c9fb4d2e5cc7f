"""Optical character recognition: engines behind one protocol."""
