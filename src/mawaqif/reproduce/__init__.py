"""The same bytes everywhere: the environment, the notebook engine, the run and its check in a fresh copy."""
