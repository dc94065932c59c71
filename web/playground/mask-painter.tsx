// Painting a mask on an own picture: by pointer, or by keyboard with a cursor that the arrow keys move.

import type { JSX, TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SampleDetail } from "../../src/explore/protocol.ts";
import { stopsOf } from "./colour-maps.ts";
import { drawLayers } from "./draw.ts";

const SIDE = 480;

export function MaskPainter({
  detail,
  onMask,
}: {
  readonly detail: SampleDetail;
  /** Called with the mask when a stroke ends. */
  readonly onMask: (mask: Uint8Array) => void;
}): JSX.Element {
  const { width, height, original } = detail;
  const [brush, setBrush] = useState(3);
  const [erases, setErases] = useState(false);
  const [cursor, setCursor] = useState<readonly [number, number] | null>(null);
  const mask = useRef(new Uint8Array(detail.mask));
  const canvas = useRef<HTMLCanvasElement>(null);
  const painting = useRef(false);
  const { picture, pictureSize, map } = original;
  const scale = SIDE / Math.max(pictureSize.width, pictureSize.height);
  const size = {
    width: Math.round(pictureSize.width * scale),
    height: Math.round(pictureSize.height * scale),
  };

  const draw = (): void => {
    if (canvas.current === null) return;
    const layers = { width, height, picture, pictureSize, map, colours: stopsOf("grey") };
    const still = { opacity: 0, outlined: true, range: { low: 0, high: 1 } };
    drawLayers(canvas.current, { ...layers, ...still, mask: mask.current });
    const context = canvas.current.getContext("2d");
    if (cursor === null || context === null) return;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 2;
    context.beginPath();
    const [across, down] = [size.width / width, size.height / height];
    const place = [(cursor[0] + 0.5) * across, (cursor[1] + 0.5) * down] as const;
    context.ellipse(...place, brush * across, brush * down, 0, 0, 2 * Math.PI);
    context.stroke();
  };
  useEffect(draw, [cursor, brush, detail]);

  const paint = ([column, row]: readonly [number, number]): void => {
    for (let y = Math.max(0, row - brush); y <= Math.min(height - 1, row + brush); y++) {
      for (let x = Math.max(0, column - brush); x <= Math.min(width - 1, column + brush); x++) {
        if ((x - column) ** 2 + (y - row) ** 2 < brush ** 2 + 0.5)
          mask.current[y * width + x] = erases ? 0 : 1;
      }
    }
    draw();
  };
  const end = (): void => {
    if (!painting.current) return;
    painting.current = false;
    onMask(mask.current);
  };
  const under = (event: TargetedPointerEvent<HTMLButtonElement>): readonly [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (offset: number, length: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor((offset / length) * count)));
    return [at(event.clientX - box.left, box.width, width), at(event.clientY - box.top, box.height, height)];
  };
  const byKey = (event: TargetedKeyboardEvent<HTMLButtonElement>): void => {
    const [column, row] = cursor ?? [Math.floor(width / 2), Math.floor(height / 2)];
    const step = event.shiftKey ? 8 : 1;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (move === undefined && event.key !== " ") return;
    event.preventDefault();
    if (move === undefined) {
      paint([column, row]);
      onMask(mask.current);
      return;
    }
    setCursor([
      Math.min(width - 1, Math.max(0, column + move[0])),
      Math.min(height - 1, Math.max(0, row + move[1])),
    ]);
  };

  return (
    <section class="painter" aria-labelledby="painter-title">
      <h2 id="painter-title">Mask</h2>
      <p class="soft" id="painter-help">
        Paint what is anomalous. By keyboard: arrow keys move the brush, the space bar paints.
      </p>
      <div class="stack">
        <canvas ref={canvas} {...size} role="img" aria-label="The picture with its mask" />
        <button
          type="button"
          class="pad"
          aria-label="Paint the mask"
          aria-describedby="painter-help"
          onKeyDown={byKey}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            painting.current = true;
            paint(under(event));
          }}
          onPointerMove={(event) => {
            if (painting.current) paint(under(event));
          }}
          onPointerUp={end}
          onPointerCancel={end}
        />
      </div>
      <div class="row">
        <label>
          <span class="soft">brush</span>
          <input
            type="range"
            min={1}
            max={Math.round(width / 8)}
            value={brush}
            onInput={(event) => setBrush(Number(event.currentTarget.value))}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={erases}
            onChange={(event) => setErases(event.currentTarget.checked)}
          />
          erase
        </label>
        <button
          type="button"
          onClick={() => {
            mask.current.fill(0);
            draw();
            onMask(mask.current);
          }}
        >
          Clear
        </button>
      </div>
    </section>
  );
}
