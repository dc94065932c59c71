// The playground: a sample, a slider for every shift, and what the detector makes of it.

import type { JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { PRESETS } from "../../src/core/preset.ts";
import { UNSHIFTED } from "../../src/core/shift.ts";
import { pointWords } from "../../src/explore/amounts.ts";
import { mapCommand } from "../../src/explore/command-line.ts";
import { boxOf, type EvaluationView, type SampleDetail } from "../../src/explore/protocol.ts";
import { rangeOf } from "../../src/report/overlay.ts";
import type { ViewProps } from "../app.tsx";
import { Copied } from "../copied.tsx";
import { useAsked, useEvaluation, useMeasured } from "../work.ts";
import { COLOUR_MAPS, DEFAULT_COLOURS, stopsOf } from "./colour-maps.ts";
import type { Layers } from "./draw.ts";
import { saveCanvas, saveMap, saveMask } from "./files.ts";
import { LayersCanvas } from "./layers-canvas.tsx";
import { MaskPainter } from "./mask-painter.tsx";
import { Numbers } from "./numbers.tsx";
import { OwnPicture } from "./own-picture.tsx";
import { SampleList } from "./sample-list.tsx";
import { Sliders } from "./sliders.tsx";

const OWN = "own picture";

export function Playground(props: ViewProps): JSX.Element {
  const { backend, state, address, change } = props;
  const [masks, setMasks] = useState(0);
  const { sample } = address;
  const opened = useAsked(
    async (signal) => (sample === null ? null : await backend.open(sample, signal)),
    [backend, sample, masks],
  );
  const detail = useKept(opened.value, sample);
  return (
    <div class="playground">
      <div class="work">
        {opened.failure !== null && <p role="alert">{`${opened.failure}. Choose a sample from the list.`}</p>}
        {detail === null ? (
          opened.failure === null && <p role="status">Opening the sample…</p>
        ) : (
          <Bench {...props} detail={detail} key={`${sample} ${masks}`} />
        )}
      </div>
      <aside>
        {detail !== null && detail.view.defect === OWN && (
          <MaskPainter
            key={detail.view.id}
            detail={detail}
            onMask={(mask) => {
              void backend.setMask(detail.view.id, mask).then(() => setMasks((count) => count + 1));
            }}
          />
        )}
        <OwnPicture
          backend={backend}
          state={state}
          onTaken={({ id }) => change({ sample: id, point: UNSHIFTED })}
        />
        <SampleList
          backend={backend}
          state={state}
          chosen={sample}
          onChoose={({ id }) => change({ sample: id })}
        />
      </aside>
    </div>
  );
}

/** The detail of a sample, kept while it is asked for anew. */
function useKept(detail: SampleDetail | null, sample: string | null): SampleDetail | null {
  const kept = useRef<SampleDetail | null>(null);
  if (detail !== null) kept.current = detail;
  return kept.current?.view.id === sample ? kept.current : null;
}

function Bench({
  backend,
  state,
  address,
  change,
  detail,
}: ViewProps & { readonly detail: SampleDetail }): JSX.Element {
  const box = useMemo(() => boxOf(state), [state]);
  const { view, busy, failure } = useEvaluation(backend, detail.view.id, address.point);
  const measured = useMeasured(backend, detail.view.id, busy ? null : address.point);
  const [opacity, setOpacity] = useState(0.6);
  const [colours, setColours] = useState(DEFAULT_COLOURS);
  const [outlined, setOutlined] = useState(true);
  const shiftedCanvas = useRef<HTMLCanvasElement>(null);
  const alignedCanvas = useRef<HTMLCanvasElement>(null);
  const now = view ?? detail.original;
  const masked = detail.mask.includes(1);
  const layers = useMemo(
    () => bothLayers(detail, now, state.preset, { opacity, colours, outlined }),
    [detail, now, opacity, colours, outlined],
  );
  const name = detail.view.name.replace(/\.[^.]*$/, "").replaceAll(/[^\w.-]+/g, "-");
  const acting = pointWords(now.point, state.shifts);
  const where = acting === "" ? "unshifted" : `at ${acting}`;
  const givesMaps = now.map !== null;
  const level = now.pauroc === null ? "no pAUROC" : `pAUROC ${(100 * now.pauroc).toFixed(1)} per cent`;
  return (
    <div class="bench" aria-busy={busy}>
      <div class="pictures">
        <LayersCanvas
          layers={layers.shifted}
          title={`What the detector sees${givesMaps ? ", with its map" : ""}`}
          label={`${detail.view.name} ${where}${givesMaps ? ", the anomaly map over it" : ""}`}
          canvasRef={shiftedCanvas}
        />
        <LayersCanvas
          layers={layers.aligned}
          title={givesMaps ? "Aligned map on the unshifted picture" : "The unshifted picture"}
          label={
            givesMaps
              ? `The aligned anomaly map over the unshifted picture: ${level}`
              : "The unshifted picture"
          }
          canvasRef={alignedCanvas}
        />
      </div>
      <div class="controls">
        <Sliders
          {...{ box, detail }}
          point={address.point}
          over={state.search.over}
          onChange={(point) => change({ point })}
        />
        <div class="row">
          <button type="button" onClick={() => change({ point: UNSHIFTED })}>
            Reset
          </button>
          <span class="soft" role="status">
            {failure ?? (busy ? "computing…" : "up to date")}
          </span>
        </div>
        <Numbers
          {...{ now, masked, measured }}
          original={detail.original}
          facts={state.metrics}
          metrics={detail.metrics}
        />
        <fieldset class="overlay">
          <legend>Overlay</legend>
          {givesMaps && <MapLook {...{ opacity, colours }} onOpacity={setOpacity} onColours={setColours} />}
          <label class="check">
            <input
              type="checkbox"
              checked={outlined}
              onChange={(event) => setOutlined(event.currentTarget.checked)}
            />
            mask outline
          </label>
        </fieldset>
        <div class="row">
          <button type="button" onClick={() => saveCanvas(shiftedCanvas.current, `${name}-shifted.png`)}>
            Picture as PNG
          </button>
          {givesMaps && (
            <>
              <button type="button" onClick={() => saveCanvas(alignedCanvas.current, `${name}-map.png`)}>
                Map as PNG
              </button>
              <button type="button" onClick={() => saveMap(now, `${name}-map`)}>
                Map as NPY
              </button>
            </>
          )}
          {detail.view.defect === OWN && (
            <button
              type="button"
              onClick={() => saveMask(detail, detail.command?.mask ?? `${name}_mask.png`)}
            >
              Mask as PNG
            </button>
          )}
          <Copied label="Copy link" text={() => location.href} />
        </div>
        {detail.command !== null && <CommandLine {...{ state, detail, now, masked }} />}
      </div>
    </div>
  );
}

/** How the map lies over the picture. */
function MapLook({
  opacity,
  colours,
  onOpacity,
  onColours,
}: {
  readonly opacity: number;
  readonly colours: string;
  readonly onOpacity: (opacity: number) => void;
  readonly onColours: (colours: string) => void;
}): JSX.Element {
  return (
    <>
      <label>
        <span class="soft">opacity</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={opacity}
          onInput={(event) => onOpacity(Number(event.currentTarget.value))}
        />
      </label>
      <label>
        <span class="soft">colours</span>
        <select value={colours} onChange={(event) => onColours(event.currentTarget.value)}>
          {Object.keys(COLOUR_MAPS).map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
    </>
  );
}

function CommandLine({
  state: { acting, search, shifts },
  detail,
  now,
  masked,
}: {
  readonly state: ViewProps["state"];
  readonly detail: SampleDetail;
  readonly now: EvaluationView;
  readonly masked: boolean;
}): JSX.Element | null {
  if (detail.command === null) return null;
  const parts = { ...detail.command, mask: masked ? detail.command.mask : null };
  const line = mapCommand(parts, now.point, { acting, seed: search.seed, shifts });
  return (
    <details class="command" open>
      <summary>The same on the command line</summary>
      <code>{line}</code>
      <Copied label="Copy command" text={() => line} />
    </details>
  );
}

/** The map belongs to one of the two pictures, by the preset; on the other it lies as the part was moved. */
function bothLayers(
  detail: SampleDetail,
  now: EvaluationView,
  preset: ViewProps["state"]["preset"],
  look: { readonly opacity: number; readonly colours: string; readonly outlined: boolean },
): { readonly shifted: Layers; readonly aligned: Layers } {
  const { width, height, pictureSize, map, moved } = now;
  const elsewhere = moved?.map ?? map;
  const turnedBack = PRESETS[preset].compared === "map turned back";
  const shared = {
    ...{
      width,
      height,
      pictureSize,
      opacity: look.opacity,
      colours: stopsOf(look.colours),
      outlined: look.outlined,
    },
    range: rangeOf([detail.original.map, map].filter((each) => each !== null)),
  };
  return {
    shifted: {
      ...shared,
      picture: now.picture,
      map: turnedBack ? elsewhere : map,
      mask: moved?.mask ?? detail.mask,
    },
    aligned: {
      ...shared,
      picture: detail.original.picture,
      map: turnedBack ? map : elsewhere,
      mask: moved?.seen ?? detail.mask,
    },
  };
}
