"""What is held about people: blacked out where questions are logged, deleted in time, exported and erased."""
