"""A hall to try things with, as package data. Read it with server.service.hallfile_sample."""
