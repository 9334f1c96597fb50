"""Two matrices after one another: gradients exist after backward, and not before."""

import symgrad.eager as torch

inp = torch.Tensor([1, 2])
w_1 = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
w_2 = torch.tensor([[2.0, 3.0], [4.0, 2.0]], requires_grad=True)
print(inp, w_1, w_2)

y_1 = w_1 @ inp
y_2 = w_2 @ y_1
output = y_2.sum()
print(y_1, y_2, output)

print(w_1.grad, w_2.grad)

# Two entries have no gradient by themselves.
try:
    y_2.backward()
except RuntimeError as error:
    print("RuntimeError:", error)

output.backward()
print(w_1.grad, w_2.grad)
