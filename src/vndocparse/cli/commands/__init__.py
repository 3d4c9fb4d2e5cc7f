"""The commands, a function each: its options are its parameters, what it does is imported when it runs."""
