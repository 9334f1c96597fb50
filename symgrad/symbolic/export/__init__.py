"""Closed forms written for others: code of NumPy, PyTorch and JAX, LaTeX, SymPy."""
