"""The LAN server of a service hall: queue, counters, catalogue, facts. Knows no device and no screen."""
