"""The core: what a BIT does, whatever the chat platform."""
