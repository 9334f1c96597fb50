"""What may require a gradient, the first slopes, and what a non-leaf has."""

import warnings

import symgrad.eager as torch

# Whole numbers have no slope.
try:
    x = torch.tensor([1], requires_grad=True)
except RuntimeError as error:
    print("RuntimeError:", error)

x = torch.tensor([1.0], requires_grad=True)
print(x)

y = x**2
print(y)
print(x.grad)  # nothing yet
y.backward()
print(x.grad)

# One more operation, z = 3 x**2. y is in the middle: it gets no .grad.
x = torch.tensor([1.0], requires_grad=True)
y = x**2
z = 3 * y
z.backward()
print(x.grad)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    print(y.grad)

# Two leaves: the slopes of 2 x**2 + y**2 are 4x and 2y.
x = torch.tensor([1.0], requires_grad=True)
y = torch.tensor([1.0], requires_grad=True)
z = 2 * x**2 + y**2
z.backward()
print(x.grad)
print(y.grad)

# Not to record: cut a tensor loose, or switch recording off for a while.
print(x.detach().requires_grad)
with torch.no_grad():
    print((x * 2).requires_grad)
print(x.requires_grad, (x * 2).requires_grad)
