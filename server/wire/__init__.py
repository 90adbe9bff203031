"""The contract of the LAN: what is said over HTTP and WebSocket. Models only; readers ignore unknown fields."""
