"""anomalib's own WinCLIP, forward alone: a picture's map, without rotation and colour, which anomalib does not have. With
open_clip 2.27 and later it hands windows to the tower with their axes exchanged, so that tokens attend across windows
instead of within them; "mended" exchanges them back. Answers a line with a line, as step-worker.mjs does."""

import json
import os
import resource
import sys
import time

import numpy
import torch
from anomalib.models.image.winclip import torch_model

JOB = json.loads(sys.argv[1])
CONFIG = JOB["config"]


class Mended(torch_model.WinClipModel):
    def _get_window_embeddings(self, feature_map, masks):
        transformer = self.clip.visual.transformer
        within = transformer.forward
        transformer.forward = lambda tokens: within(tokens.permute(1, 0, 2)).permute(1, 0, 2)
        try:
            return super()._get_window_embeddings(feature_map, masks)
        finally:
            transformer.forward = within


def read(name, shape):
    return torch.from_numpy(numpy.fromfile(os.path.join(JOB["job"], name), "<f4")).reshape(shape)


def open_model():
    # A file's name is as good as a tag of the hub.
    torch_model.PRETRAINED = os.path.join(JOB["folder"], "open_clip_model.safetensors")
    model = (Mended if JOB["mended"] else torch_model.WinClipModel)().eval()
    model._text_embeddings = read("text.f32", (2, CONFIG["embedDim"]))
    return model


def main():
    torch.set_num_threads(JOB["threads"])
    size = CONFIG["imageSize"]
    mean, std = (torch.tensor(CONFIG[key]).reshape(1, 3, 1, 1) for key in ("mean", "std"))
    model = None
    for line in sys.stdin:
        question = json.loads(line)
        started, cpu = time.perf_counter(), time.process_time()
        if question["kind"] == "open":
            model = open_model()
            picture = (read("image.f32", (1, 3, size, size)) - mean) / std
            loss_weights = read("loss-weights.f32", (size, size))
            answer = {}
        else:
            pictures = picture.expand(len(question["points"]), -1, -1, -1)
            loss = (model(pictures).anomaly_map * loss_weights).sum((1, 2))
            answer = {"loss": loss.tolist(), "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}
        answer["cpuMs"] = (time.process_time() - cpu) * 1000
        answer["ms"] = (time.perf_counter() - started) * 1000
        print(json.dumps(answer), flush=True)


main()
