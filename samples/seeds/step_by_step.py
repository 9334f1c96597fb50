"""Two small sums, operation by operation: x**2 - 4, and 27 x**6."""

import warnings

import symgrad.eager as torch

x = torch.FloatTensor([[1, 2], [3, 4]]).requires_grad_(True)
print(x)

x1 = x + 2
x2 = x - 2
x3 = x1 * x2
y = x3.sum()
for result in (x1, x2, x3, y):
    print(result)

# The slope of (x + 2)(x - 2) is 2x.
y.backward()
print(x.grad)
print(x)

# Only leaves keep their gradient; asking another tensor for it gives None, and a warning.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(x3.grad)
print(caught[0].category.__name__ + ":", str(caught[0].message).split(". ")[0])

# A recorded tensor is no array before it is taken out of the graph.
try:
    x3.numpy()
except RuntimeError as error:
    print("RuntimeError:", error)
print(repr(x3.detach_().numpy()))

x = torch.FloatTensor([[1, 1], [1, 1]]).requires_grad_(True)
x1 = x**2
x2 = x1 * 3
x3 = x2**3
y = x3.sum()
for result in (x1, x2, x3, y):
    print(result)

# (3 x**2)**3 = 27 x**6 has the slope 162 x**5.
y.backward()
print(x.grad)
