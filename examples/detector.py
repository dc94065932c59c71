"""A detector in Python without packages: the map is the mean of the three channels, the score its largest value.

    faultline detector check "exec:python3 examples/detector.py" --answers map,score --image part.png

Pictures come on standard input, answers leave on standard output, each as one .npy array; docs/detectors.md has the framing.
"""

import array
import re
import struct
import sys


def read_array():
    head = sys.stdin.buffer.read(10)
    if len(head) < 10:
        sys.exit()  # The end of the input: faultline needs no more.
    header = sys.stdin.buffer.read(struct.unpack("<H", head[8:10])[0]).decode()
    shape = [int(side) for side in re.search(r"\(([^)]*)\)", header)[1].split(",") if side.strip()]
    values = array.array("f")
    values.frombytes(sys.stdin.buffer.read(4 * shape[0] * shape[1] * shape[2]))
    return shape, values


def write_array(shape, values):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }\n" % "".join(f"{side}, " for side in shape)
    sys.stdout.buffer.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + values.tobytes())
    sys.stdout.buffer.flush()


while True:
    (_, height, width), picture = read_array()
    pixels = height * width
    planes = (picture[:pixels], picture[pixels : 2 * pixels], picture[2 * pixels :])
    answer = array.array("f", ((red + green + blue) / 3 for red, green, blue in zip(*planes)))
    write_array((height, width), answer)
    write_array((), array.array("f", [max(answer)]))
