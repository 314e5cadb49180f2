"""The benchmarks of the room insight, part by part: each module has a `run()` that prints."""
