"""The practice room: a chat platform in one page, for learning and for tests."""
