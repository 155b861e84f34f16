"""What the laptop's AWS adds to ministack: one file per addition, each put in place from outside, before the server runs."""
