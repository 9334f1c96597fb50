"""Every row in every pattern, held against PyTorch and JAX: other people's derivatives."""
