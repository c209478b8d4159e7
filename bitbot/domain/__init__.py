"""Rules without I/O: plain values, states as tables, functions over values and dates."""
