"""Machines that do not exist on lines that do: pseudo-terminals and TCP. Built from the manuals, not the codecs."""
