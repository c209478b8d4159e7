"""One function per thing that bitbot does, each within the transaction it is given."""
