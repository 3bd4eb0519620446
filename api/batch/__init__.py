"""`correspondance batch`: a file of queries answered on one thread, for tests and benchmarks."""

from api.batch.command import BatchError, add_batch_command, run_batch

__all__ = ["BatchError", "add_batch_command", "run_batch"]
