"""`make reset`: empties the data directory, of what the stack itself puts there and of nothing else."""

import shutil

from infra.local.config import LocalConfig
from infra.local.ministack import LocalAws
from infra.local.pidfile import PidFile


def reset(config: LocalConfig) -> str:
    """
    What was done, in one line. A local AWS that a crash left behind is stopped first.

    Raises LocalError while the stack runs.
    """
    if not config.data_dir.exists():
        return f"nothing to empty: {config.data_dir} does not exist"
    with PidFile(config.broker_pid):
        aws = LocalAws(config)
        if aws.adopt():
            aws.stop()
        shutil.rmtree(config.aws_dir, ignore_errors=True)
        for file in (config.aws_log, config.aws_pid, *config.data_dir.glob(f"{config.sandbox_file.name}*")):
            file.unlink(missing_ok=True)
    left = sorted(file.name for file in config.data_dir.iterdir())
    if left:
        return f"emptied {config.data_dir}; left alone what the stack did not make: {', '.join(left)}"
    config.data_dir.rmdir()
    return f"emptied and removed {config.data_dir}; the next start fills it anew"
