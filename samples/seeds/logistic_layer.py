"""One layer, one loss: the graph behind it, its gradients, and three ways not to record."""

import symgrad.eager as torch

x = torch.ones(5)  # what goes in
y = torch.zeros(3)  # what should come out
w = torch.randn(5, 3, requires_grad=True)
b = torch.randn(3, requires_grad=True)
z = torch.matmul(x, w) + b
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)

# Every result knows the operation that it came from.
print("z is from   ", z.grad_fn.name())
print("loss is from", loss.grad_fn.name())

# backward fills .grad of the leaves that asked for it. The weights are random, so what is
# printed is what holds for all of them: each input is 1, so each row of w.grad is b.grad.
loss.backward()
print("w.grad", w.grad.shape, "b.grad", b.grad.shape)
print("rows of w.grad are b.grad:", all(torch.equal(row, b.grad) for row in w.grad))
print("b.grad is sigmoid(z) / 3: ", torch.allclose(b.grad, torch.sigmoid(z.detach()) / 3))

# Recording can be switched off for a block, ...
z = torch.matmul(x, w) + b
print("recorded:", z.requires_grad)
with torch.no_grad():
    z = torch.matmul(x, w) + b
print("in no_grad:", z.requires_grad)

# ... or one result be cut loose.
z = torch.matmul(x, w) + b
z_det = z.detach()
print("detached:", z_det.requires_grad)

# A result with many entries needs a weight for each: a vector times the Jacobian.
inp = torch.eye(4, 5, requires_grad=True)
out = (inp + 1).pow(2).t()
out.backward(torch.ones_like(out), retain_graph=True)
print(f"First call\n{inp.grad}")
out.backward(torch.ones_like(out), retain_graph=True)
print(f"\nSecond call: gradients add up\n{inp.grad}")
inp.grad.zero_()
out.backward(torch.ones_like(out), retain_graph=True)
print(f"\nAfter zeroing\n{inp.grad}")
