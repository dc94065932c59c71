// Which objects the paper calls rotation-invariant, with its corner errors (arXiv 2405.07969, tables 2 and 3).

export interface PublishedSelection {
  /** Objects are used below this corner error, but for those excluded by hand. */
  readonly threshold: number;
  readonly cornerMse: Readonly<Record<string, number>>;
  /** Below the threshold, but taken out by eye. */
  readonly excluded: readonly string[];
}

/** By kind of data set; object names as the data sets spell their folders. */
export const PUBLISHED_SELECTIONS: Readonly<Record<string, PublishedSelection>> = {
  mvtec: {
    threshold: 0.027,
    cornerMse: {
      metal_nut: 0.000255,
      pill: 0.000304,
      hazelnut: 0.000391,
      bottle: 0.002179,
      screw: 0.005964,
      leather: 0.013949,
      wood: 0.021015,
      capsule: 0.02621,
      cable: 0.027923,
      transistor: 0.077574,
      tile: 0.09312,
      carpet: 0.104486,
      grid: 0.126188,
      toothbrush: 0.17937,
      zipper: 0.92926,
    },
    excluded: ["leather", "wood"],
  },
  visa: {
    threshold: 0.05,
    cornerMse: {
      pipe_fryum: 0.000668,
      pcb3: 0.001449,
      macaroni1: 0.004837,
      pcb4: 0.005264,
      fryum: 0.00995,
      pcb2: 0.010521,
      pcb1: 0.013953,
      chewinggum: 0.024117,
      macaroni2: 0.035739,
      cashew: 0.049281,
      candle: 0.051116,
      capsules: 0.082838,
    },
    excluded: [],
  },
};

/** The threshold for data sets that the paper does not list. */
export const DEFAULT_THRESHOLD = 0.027;
