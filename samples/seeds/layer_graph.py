"""A layer with random weights: what stands behind its result, and how its gradients look."""

import symgrad.eager as torch

x = torch.ones(5)  # input: five ones
y = torch.zeros(3)  # target: three zeros
w = torch.randn(5, 3, requires_grad=True)  # weights
b = torch.randn(3, requires_grad=True)  # bias

z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)

print(f"z has {type(z.grad_fn).__name__}")
print(f"loss has {type(loss.grad_fn).__name__}")

# What went into z, one step back in the graph.
for node, _ in z.grad_fn.next_functions:
    print("z is made of", node.name())

loss.backward()
print(w.grad.shape, b.grad.shape)
print("equal rows:", all(torch.equal(row, b.grad) for row in w.grad))
print("positive, as the target is 0:", bool((b.grad > 0).all()))

z = torch.matmul(x, w) + b
print(z.requires_grad)

with torch.no_grad():
    z = torch.matmul(x, w) + b
print(z.requires_grad)

z = torch.matmul(x, w) + b
z_det = z.detach()
print(z_det.requires_grad)
