"""JupyterLab as `analysis lab` opens it: its kernel shows pictures with the words of their cell, unasked."""

from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager


class DescribingKernels(KernelSpecManager):
    """The kernels that JupyterLab offers; the one of the project's interpreter loads this module as it starts."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give a kernel by its name; a NoSuchKernel says that there is none."""
        spec = super().get_kernel_spec(kernel_name)
        if kernel_name == "python3" and "ipykernel_launcher" in spec.argv:
            spec.argv = [*spec.argv, f"--ext={__name__}"]
        return spec


def load_ipython_extension(shell: Any) -> None:
    """Let a session show pictures with their words: the package, which is imported by now, has seen to it."""
