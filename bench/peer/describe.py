"""Prints what the peer is made of, as one JSON object."""

import json
import sys

import numpy
import torch

torch.ones(8, 8) @ torch.ones(8, 8)
settings = torch.__config__.show()
blas = next((part.split("=")[1] for part in settings.split(", ") if "BLAS_INFO=" in part), "unknown")
print(
    json.dumps(
        {
            "python": sys.version.split()[0],
            "torch": torch.__version__,
            "numpy": numpy.__version__,
            "blas": blas,
            "capability": torch.backends.cpu.get_cpu_capability()
            if hasattr(torch.backends, "cpu") and hasattr(torch.backends.cpu, "get_cpu_capability")
            else next((line.split(": ")[1] for line in settings.split("\n") if "CPU capability" in line), "unknown"),
        }
    )
)
