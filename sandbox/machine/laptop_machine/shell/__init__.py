"""The shell of machines: bash's words and flow, and no way to start a program that is not in the machine's own table."""
