"""The rules of the flow, a table per subject: (state, event) → move."""
