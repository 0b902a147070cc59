"""What reading and embedding run on, where that is not this process and its own workers."""
