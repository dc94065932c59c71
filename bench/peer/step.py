"""The same step in PyTorch: rotation, HSV, WinCLIP with the windows of a scale in one batch, map turned back, loss, and
the gradient with respect to the points; no weight gradients. In bfloat16, the transformer's products alone are. Answers
a line with a line, as step-worker.mjs does."""

import json
import math
import os
import resource
import sys
import time

import numpy
import torch
from torch.nn import functional

JOB = json.loads(sys.argv[1])
CONFIG = JOB["config"]
VISION = CONFIG["vision"]
WIDTH, HEADS = VISION["width"], VISION["heads"]
SIZE, PATCH = CONFIG["imageSize"], CONFIG["patchSize"]
GRID = SIZE // PATCH
BFLOAT16 = JOB["precision"] == "bfloat16"
DEVICE = JOB.get("device", "cpu")
torch.set_default_device(DEVICE)
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = JOB["precision"] == "tf32"


def read(name, shape):
    return torch.from_numpy(numpy.fromfile(os.path.join(JOB["job"], name), "<f4")).reshape(shape).to(DEVICE)


def load_weights():
    with open(os.path.join(JOB["job"], "tensors.json")) as file:
        places = json.load(file)
    types = {"F32": numpy.float32, "F16": numpy.float16}
    stored = numpy.memmap(os.path.join(JOB["folder"], "open_clip_model.safetensors"), numpy.uint8, "r")
    weights = {}
    for name, place in places.items():
        if not name.startswith("visual.") or place["dtype"] not in types:
            continue
        count = int(numpy.prod(place["shape"])) if place["shape"] else 1
        kind = types[place["dtype"]]
        part = stored[place["byteOffset"] : place["byteOffset"] + count * numpy.dtype(kind).itemsize]
        values = numpy.frombuffer(part.tobytes(), kind).astype(numpy.float32)
        weight = torch.from_numpy(values).reshape(place["shape"]).to(DEVICE)
        # Otherwise autocast would convert a block's matrices in every step.
        converted = BFLOAT16 and ".resblocks." in name and weight.dim() == 2
        weights[name[len("visual.") :]] = weight.bfloat16() if converted else weight
    return weights


def shift_lines(lines, shifts):
    length = lines.shape[-1]
    spectrum = torch.fft.rfft(lines)
    frequencies = torch.arange(spectrum.shape[-1], dtype=torch.float32) / length
    phase = -2 * math.pi * shifts * frequencies
    return torch.fft.irfft(spectrum * torch.complex(torch.cos(phase), torch.sin(phase)), n=length)


def rotate(images, theta, clockwise, replicate):
    height, width = images.shape[-2:]
    margins = (width // 2, width // 2, height // 2, height // 2)
    padded = functional.pad(images, margins, mode="replicate" if replicate else "constant")
    padded = padded.expand(len(theta), -1, -1, -1)
    rows, columns = padded.shape[-2:]
    turn = theta * ((-1 if clockwise else 1) * math.pi / 180)

    def amounts(slope, count):
        return slope.reshape(-1, 1, 1, 1) * (torch.arange(count) - math.ceil(count / 2)).reshape(1, 1, -1, 1)

    along = torch.tan(turn / 2)
    once = shift_lines(padded, amounts(along, rows)).clamp(0, 1)
    twice = shift_lines(once.transpose(-1, -2), amounts(-torch.sin(turn), columns)).clamp(0, 1)
    thrice = shift_lines(twice.transpose(-1, -2), amounts(along, rows)).clamp(0, 1)
    return thrice[..., margins[2] : margins[2] + height, margins[0] : margins[0] + width]


def change_colour(image, hue_shift, saturation_shift):
    red, green, blue = image.unbind(1)
    value, first = image.max(1)
    spread = value - image.min(1).values
    grey = spread <= 1e-5
    divisor = torch.where(grey, torch.ones_like(spread), spread)
    sextants = torch.where(
        first == 0,
        (green - blue) / divisor,
        torch.where(first == 1, (blue - red) / divisor + 2, (red - green) / divisor + 4),
    )
    hue = torch.where(grey, torch.zeros_like(sextants), (sextants / 6) % 1)
    hue = 6 * ((hue + hue_shift.reshape(-1, 1, 1) / (2 * math.pi)) % 1)
    shifted = spread / (value + 1e-8) + saturation_shift.reshape(-1, 1, 1)
    saturation = shifted + (shifted.clamp(0, 1) - shifted).detach()
    sextant = hue.detach().floor()
    within = hue - sextant
    low = value * (1 - saturation)
    falling = value * (1 - within * saturation)
    rising = value * (1 - (1 - within) * saturation)
    table = [
        (value, rising, low),
        (falling, value, low),
        (low, value, rising),
        (low, falling, value),
        (rising, low, value),
        (value, low, falling),
    ]
    chosen = sextant.long() % 6
    channels = [torch.stack([row[channel] for row in table]) for channel in range(3)]
    return torch.stack([channel.gather(0, chosen[None])[0] for channel in channels], 1)


def normalize(tokens, weights, name):
    return functional.layer_norm(tokens, (tokens.shape[-1],), weights[name + ".weight"], weights[name + ".bias"])


def encode(tokens, weights):
    with torch.autocast(DEVICE, torch.bfloat16, enabled=BFLOAT16):
        return compiled_blocks(tokens, weights).float()


def blocks(tokens, weights):
    tokens = normalize(tokens, weights, "ln_pre")
    count, length, _ = tokens.shape
    for layer in range(VISION["layers"]):
        name = f"transformer.resblocks.{layer}."
        normal = normalize(tokens, weights, name + "ln_1")
        projected = functional.linear(normal, weights[name + "attn.in_proj_weight"], weights[name + "attn.in_proj_bias"])
        queries, keys, values = projected.reshape(count, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = torch.softmax(queries * (WIDTH // HEADS) ** -0.5 @ keys.transpose(-1, -2), -1)
        joined = (scores @ values).transpose(1, 2).reshape(count, length, WIDTH)
        tokens = tokens + functional.linear(
            joined, weights[name + "attn.out_proj.weight"], weights[name + "attn.out_proj.bias"]
        )
        hidden = functional.linear(
            normalize(tokens, weights, name + "ln_2"), weights[name + "mlp.c_fc.weight"], weights[name + "mlp.c_fc.bias"]
        )
        active = hidden * torch.sigmoid(1.702 * hidden) if CONFIG["quickGelu"] else functional.gelu(hidden)
        tokens = tokens + functional.linear(active, weights[name + "mlp.c_proj.weight"], weights[name + "mlp.c_proj.bias"])
    return normalize(tokens[:, 0], weights, "ln_post") @ weights["proj"]


compiled_blocks = torch.compile(blocks) if JOB.get("compiled", False) else blocks


def window_patches(side):
    tops = range(GRID - side + 1)
    return [[(top + r) * GRID + left + c for r in range(side) for c in range(side)] for top in tops for left in tops]


def scores_of(embeddings, text):
    cosines = functional.normalize(embeddings, dim=-1) @ functional.normalize(text, dim=-1).T
    return torch.softmax(cosines / 0.07, -1)[..., 1]


def loss_of(points, image, text, loss_weights, weights):
    theta, hue, saturation = points.unbind(1)
    turned = rotate(image[None], theta, True, True)
    pictures = change_colour(turned, hue, saturation)
    mean, std = (torch.tensor(CONFIG[key]).reshape(1, 3, 1, 1) for key in ("mean", "std"))
    patches = functional.conv2d((pictures - mean) / std, weights["conv1.weight"], stride=PATCH)
    patches = patches.flatten(2).transpose(1, 2)
    first = weights["class_embedding"].expand(len(points), 1, WIDTH)
    tokens = torch.cat([first, patches], 1) + weights["positional_embedding"]
    image_score = scores_of(encode(tokens, weights), text)
    total = 1 / image_score[:, None]
    for side in (2, 3):
        windows = window_patches(side)
        indices = torch.tensor([[0] + [patch + 1 for patch in window] for window in windows])
        cut = tokens[:, indices.flatten()].reshape(-1, indices.shape[1], WIDTH)
        scores = scores_of(encode(cut, weights), text).reshape(len(points), -1)
        cover = torch.zeros(len(windows), GRID * GRID)
        for index, window in enumerate(windows):
            cover[index, window] = 1
        total = total + (1 / scores) @ (cover / cover.sum(0))
    grid = 3 / total
    maps = functional.interpolate(grid.reshape(-1, 1, GRID, GRID), (SIZE, SIZE), mode="bilinear", align_corners=False)
    aligned = rotate(maps, theta, False, False)
    return (aligned * loss_weights).sum((1, 2, 3))


def main():
    torch.set_num_threads(JOB["threads"])
    weights = None
    for line in sys.stdin:
        question = json.loads(line)
        started, cpu = time.perf_counter(), time.process_time()
        if question["kind"] == "open":
            weights = load_weights()
            image = read("image.f32", (3, SIZE, SIZE))
            text = read("text.f32", (2, CONFIG["embedDim"]))
            loss_weights = read("loss-weights.f32", (SIZE, SIZE))
            answer = {}
        else:
            points = torch.tensor(question["points"], requires_grad=True)
            loss = loss_of(points, image, text, loss_weights, weights)
            (gradient,) = torch.autograd.grad(loss.sum(), points)
            answer = {
                "gradient": gradient.flatten().tolist(),
                "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        answer["cpuMs"] = (time.process_time() - cpu) * 1000
        answer["ms"] = (time.perf_counter() - started) * 1000
        print(json.dumps(answer), flush=True)


main()
