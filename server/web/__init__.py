"""Pages served to browsers. They use the public API like everyone else."""
