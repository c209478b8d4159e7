"""What bitbot does by itself: planning, the tick, sending."""
