"""What people can ask, one file per subject; every file here with a SUBJECT is found by itself."""
