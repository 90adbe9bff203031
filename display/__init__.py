"""The display box: LED boards, voice, evaluation keypads and call pads of one hall. A thin station of the server."""
