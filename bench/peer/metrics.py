"""pAUROC, AP and F1-max by scikit-learn, AUPRO by one sort over all pixels; answers a line with a line."""

import json
import os
import sys
import time

import numpy
from scipy import ndimage
from sklearn import metrics

FOLDER, SIZE = sys.argv[1], int(sys.argv[2])


def aupro(maps, masks, limit=0.3):
    shares = numpy.zeros(maps.shape)
    regions = 0
    for index, mask in enumerate(masks):
        labels, count = ndimage.label(mask, numpy.ones((3, 3)))
        if count > 0:
            sizes = numpy.bincount(labels.ravel())
            shares[index] = (labels > 0) / sizes[labels]
        regions += count
    order = numpy.argsort(-maps, axis=None, kind="stable")
    scores = maps.ravel()[order]
    last = numpy.append(scores[1:] != scores[:-1], True)
    normal = masks.ravel() == 0
    rate = numpy.cumsum(normal[order])[last] / normal.sum()
    overlap = numpy.cumsum(shares.ravel()[order])[last] / regions
    rate, overlap = numpy.append(0, rate), numpy.append(0, overlap)
    inside = rate <= limit
    at_limit = numpy.interp(limit, rate, overlap)
    return numpy.trapz(numpy.append(overlap[inside], at_limit), numpy.append(rate[inside], limit)) / limit


def main():
    maps = masks = None
    for line in sys.stdin:
        if json.loads(line)["kind"] == "open":
            maps = numpy.fromfile(os.path.join(FOLDER, "maps.f32"), "<f4").reshape(-1, SIZE, SIZE)
            masks = numpy.fromfile(os.path.join(FOLDER, "masks.u8"), "u1").reshape(-1, SIZE, SIZE)
            print("{}", flush=True)
            continue
        started = time.perf_counter()
        truth, scores = masks.ravel(), maps.ravel()
        precision, recall, _ = metrics.precision_recall_curve(truth, scores)
        answer = {
            "pauroc": metrics.roc_auc_score(truth, scores),
            "ap": metrics.average_precision_score(truth, scores),
            "f1max": (2 * precision * recall / numpy.maximum(precision + recall, 1e-12)).max(),
            "aupro": aupro(maps, masks),
        }
        answer = {name: float(value) for name, value in answer.items()}
        print(json.dumps({**answer, "ms": (time.perf_counter() - started) * 1000}), flush=True)


main()
