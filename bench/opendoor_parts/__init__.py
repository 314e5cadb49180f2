"""The parts of the benchmark of consultations."""
