"""What became of the tasks: waiting, running, failed with a reason, and when each went well last."""
