"""Paper: HTML set as PDF, in a process of its own. Knows no hall and no page."""
