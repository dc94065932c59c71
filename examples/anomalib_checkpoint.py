"""An anomalib checkpoint as a detector: the model's class, and the file that training left.

    faultline detector check \\
        "exec:python3 examples/anomalib_checkpoint.py Patchcore model.ckpt" \\
        --answers map,score,label --resize 256 --image part.png

Map and score are anomalib's, taken before its clip to [0, 1], which makes the strongest defects equal; the label is its own.
--resize is best the size of the model's own Resize, which then changes nothing; without it pictures come at their own size
and are resized here, with antialias, as anomalib's prediction loop does it.

Run with anomalib 2.7.0, PyTorch 2.13.0, torchvision 0.28.0 and Python 3.11 on a trained PatchCore and a trained STFPM: map and
score, clipped, equal those of Engine.predict to 2e-6, and all labels agree. A model with a centre crop looks at a part of the
picture alone and is refused here; exported to ONNX it can be used.
"""

import inspect
import os
import sys
from types import SimpleNamespace

answers = os.fdopen(os.dup(1), "wb")
os.dup2(2, 1)  # Whatever a library prints goes to standard error: standard output is for arrays alone.

import anomalib.models  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402


def load(class_name, path):
    model_class = getattr(anomalib.models, class_name)
    # The checkpoint has the backbone's weights too: none are downloaded where the class can be told so.
    known = inspect.signature(model_class).parameters
    untrained = {"pre_trained": False} if "pre_trained" in known else {}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return model_class.load_from_checkpoint(path, map_location=device, **untrained).eval()


def unclipped(raw, least, largest, threshold):
    """anomalib's normalisation without its clip; the raw value where it has none."""
    span = largest - least
    return (raw - threshold) / span + 0.5 if span > 0 else raw


def judge(model, picture):
    """Map [H, W] (None without one), score, and label (None without one) of a picture [3, H, W] in [0, 1]."""
    batch = picture[None]
    if model.pre_processor is not None and model.pre_processor.transform is not None:
        batch = model.pre_processor.transform(batch)
    raw = model.model(batch)
    score = raw.pred_score if raw.pred_score is not None else raw.anomaly_map.amax(dim=(-2, -1))
    post = model.post_processor
    if post is None:
        return raw.anomaly_map, score, None
    label = post(raw).pred_label
    if not post.enable_normalization:
        return raw.anomaly_map, score, label
    area = raw.anomaly_map
    if area is not None:
        area = unclipped(area, post.pixel_min, post.pixel_max, post.pixel_threshold)
    return area, unclipped(score, post.image_min, post.image_max, post.image_threshold), label


def write(tensor, dtype):
    values = tensor.detach().cpu().numpy().astype(dtype)
    np.lib.format.write_array(SimpleNamespace(write=answers.write), values)


model = load(*sys.argv[1:3])
transform = model.pre_processor.transform if model.pre_processor is not None else None
if "CenterCrop" in repr(transform):
    sys.exit("this model crops its pictures, and its maps are of the crop alone: export it to ONNX instead")
pictures = SimpleNamespace(read=sys.stdin.buffer.read)
with torch.inference_mode():
    while sys.stdin.buffer.peek(1):  # Empty at the end of the input.
        picture = torch.from_numpy(np.lib.format.read_array(pictures)).to(model.device)
        area, score, label = judge(model, picture)
        if area is not None:
            write(area.reshape(area.shape[-2:]), "<f4")
        write(score.reshape(()), "<f4")
        if label is not None:
            write(label.reshape(()), "?")
        answers.flush()
