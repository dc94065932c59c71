// A canvas of layers that redraws when they change, with what it shows said in words.

import type { JSX, Ref } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { drawLayers, type Layers } from "./draw.ts";

/** Canvas pixels along the longer side: whole multiples of what detectors see look best. */
const LONGER_SIDE = 480;

export function LayersCanvas({
  layers,
  title,
  label,
  canvasRef,
}: {
  readonly layers: Layers;
  readonly title: string;
  readonly label: string;
  readonly canvasRef?: Ref<HTMLCanvasElement>;
}): JSX.Element {
  const own = useRef<HTMLCanvasElement>(null);
  const { width, height } = layers.pictureSize;
  const scale = LONGER_SIDE / Math.max(width, height);
  useEffect(() => {
    if (own.current === null) return;
    drawLayers(own.current, layers);
  }, [layers]);
  return (
    <figure class="layers">
      <canvas
        ref={(canvas) => {
          own.current = canvas;
          if (typeof canvasRef === "function") canvasRef(canvas);
          else if (canvasRef !== null && canvasRef !== undefined) canvasRef.current = canvas;
        }}
        width={Math.round(width * scale)}
        height={Math.round(height * scale)}
        role="img"
        aria-label={label}
      />
      <figcaption>{title}</figcaption>
    </figure>
  );
}
