// Which detector the explorer asks: that of the flags, else the run's, else the demo's.

import { UsageError } from "../core/errors.ts";
import { quoted } from "../core/shell-word.ts";
import { shownText } from "../core/shown-text.ts";
import type { Detector } from "../detector/detector.ts";
import { ASPECTS } from "../detector/framing.ts";
import {
  DEFAULT_DETECTOR,
  DETECTORS,
  detectorNamed,
  detectorText,
  openDetector,
} from "../detector/registry.ts";
import type { DetectorSettings } from "../detector/source.ts";
import type { OpenRun } from "../explore/server/explorer.ts";
import type { Surroundings } from "./command.ts";
import { type ChoiceFlags, openedIn, sourceOptions } from "./detector-flags.ts";
import { settingNames } from "./setting-flags.ts";

/** Characters of an address that a run folder names. */
const SHOWN = 200;

type Named = Pick<DetectorSettings, "source" | "options">;

/**
 * Opens the detector of the flags, else the run's, else the demo's, with the run's threads. UsageError where the run's
 * is a process or a service that the flags do not name: the folder may come from a stranger.
 */
export async function exploredDetector(
  flags: ChoiceFlags,
  run: OpenRun | undefined,
  surroundings: Surroundings,
): Promise<{ readonly detector: Detector; readonly settings: DetectorSettings }> {
  const made = run?.summary.provenance;
  const named = flags.detector === undefined ? recorded(run) : detectorNamed(flags.detector);
  const aspect = ASPECTS.find((name) => name === made?.detector.aspect) ?? ASPECTS[0];
  const threads = flags.threads ?? made?.threads ?? 0;
  const options = exploredOptions(flags, named, made?.detector);
  const { device } = flags;
  const settings = { source: named.source, options, aspect, device, threads, ...openedIn(surroundings) };
  const detector = await openDetector(settings);
  if (made !== undefined && detector.digest !== made.detector.digest)
    surroundings.note(
      `${run?.name} was made with another detector than ${detector.name}: its numbers are not this one's`,
    );
  return { detector, settings };
}

/** The run's own, as its folder says; of what reaches outside of this process, nothing is taken from there. */
function recorded(run: OpenRun | undefined): Named {
  const made = run?.summary.provenance.detector;
  if (made === undefined) return { source: DEFAULT_DETECTOR, options: {} };
  const { address, reach } = DETECTORS.named(made.source);
  if (reach === "outside")
    throw new UsageError(
      `missing --detector: ${run?.name} asked ${quoted(shownText(detectorText(made), SHOWN))}; name it to open it, as a run's folder starts no command and connects to no host`,
    );
  if (address === undefined) return { source: made.source, options: {} };
  return { source: made.source, options: { [address.key]: made.options[address.key] } };
}

/** Settings that flags say stand alone; where they say none, the run's or the demo's are taken. */
function exploredOptions(
  flags: ChoiceFlags,
  { source, options: named }: Named,
  made: Named | undefined,
): DetectorSettings["options"] {
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const isSaid = settingNames(DETECTORS.named(source).options).some((key) => Object.hasOwn(given, key));
  const usual = source === made?.source ? made.options : demoOptions(source);
  return sourceOptions(source, { ...(isSaid ? {} : usual), ...given, ...named });
}

/** The demo's weights, for the detector that takes some. */
export function demoOptions(source: string): DetectorSettings["options"] {
  return source === DEFAULT_DETECTOR ? { model: "demo" } : {};
}
