"""Stress documents: composed at random from a seed, rendered in many dialects, held against what they were made of.

``python -m tools.stress --count 200 --seed 1`` prints the score of each field and every miss.
"""
