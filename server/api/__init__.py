"""REST and WebSocket under /api/v1. Translates; decides nothing."""
