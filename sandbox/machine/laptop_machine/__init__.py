"""A machine of the laptop's EC2: a folder, a clock, a shell of its own, and processes that can reach nothing else."""
