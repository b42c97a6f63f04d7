"""A sparse matrix whose product with a tensor has a cheap gradient.

Torch's own gradient turns the matrix over at every step, which takes seventy times as long as the
product: here the transposed matrix is stored beside it.
"""

import warnings

import torch
from jaxtyping import Float
from scipy.sparse import csr_matrix
from torch import Tensor, nn


class Product(torch.autograd.Function):
    """matrix @ values, with transposed @ gradient."""

    @staticmethod
    def forward(values: Tensor, matrix: Tensor, transposed: Tensor) -> Tensor:
        """Return the product."""
        return matrix @ values

    @staticmethod
    def setup_context(
        ctx: torch.autograd.function.FunctionCtx, inputs: tuple, output: Tensor
    ) -> None:
        """Keep the transposed matrix; the map is linear, so the values do not matter."""
        ctx.transposed = inputs[2]

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, gradient: Tensor) -> tuple:
        """Return the gradient of the values."""
        return ctx.transposed @ gradient, None, None


class SparseMap(nn.Module):
    """A matrix that is not trained, and its transposed one."""

    def __init__(self, matrix: csr_matrix) -> None:
        """Keep both as tensors."""
        super().__init__()
        self.register_buffer("matrix", _tensor(matrix), persistent=False)
        self.register_buffer("transposed", _tensor(matrix.T.tocsr()), persistent=False)

    def forward(self, values: Float[Tensor, "column channel"]) -> Float[Tensor, "row channel"]:
        """Return matrix @ values."""
        return Product.apply(values.contiguous(), self.matrix, self.transposed)

    def adjoint(self, measured: Float[Tensor, "row channel"]) -> Float[Tensor, "column channel"]:
        """Return transposed @ measured."""
        return Product.apply(measured.contiguous(), self.transposed, self.matrix)


def _tensor(matrix: csr_matrix) -> Tensor:
    parts = map(torch.from_numpy, (matrix.indptr, matrix.indices, matrix.data))
    with warnings.catch_warnings():
        # says that the layout is new, and that its indices are not looked at
        warnings.simplefilter("ignore", UserWarning)
        return torch.sparse_csr_tensor(*parts, matrix.shape)
