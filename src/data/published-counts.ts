// How many pictures the published data sets have, per object and split: what a download is checked against.
// MVTec AD (Bergmann et al., IJCV 129, 2021: 3,629 for training, 1,725 to test): counted in the full file lists
// data/MVTec-AD/{train,test}.json of github.com/zhiyuanyou/UniAD at a5b9d9d, numbered from 000 in every folder.
// VisA (10,821, of them 1,200 anomalous): counted in split_csv/1cls.csv of github.com/amazon-science/spot-diff at
// 2a692ab; the sums are those of the table in its README.

export interface PublishedObject {
  readonly train: number;
  /** Normal test pictures. */
  readonly good: number;
  /** Anomalous test pictures per defect; VisA has one label for all. */
  readonly defects: Readonly<Record<string, number>>;
}

type PublishedObjects = Readonly<Record<string, PublishedObject>>;

/** MVTec AD's objects; within each folder, pictures are numbered without gaps. */
const MVTEC_COUNTS: PublishedObjects = {
  bottle: { train: 209, good: 20, defects: { broken_large: 20, broken_small: 22, contamination: 21 } },
  cable: {
    train: 224,
    good: 58,
    defects: {
      ...{ bent_wire: 13, cable_swap: 12, combined: 11, cut_inner_insulation: 14, cut_outer_insulation: 10 },
      ...{ missing_cable: 12, missing_wire: 10, poke_insulation: 10 },
    },
  },
  capsule: {
    train: 219,
    good: 23,
    defects: { crack: 23, faulty_imprint: 22, poke: 21, scratch: 23, squeeze: 20 },
  },
  carpet: {
    train: 280,
    good: 28,
    defects: { color: 19, cut: 17, hole: 17, metal_contamination: 17, thread: 19 },
  },
  grid: {
    train: 264,
    good: 21,
    defects: { bent: 12, broken: 12, glue: 11, metal_contamination: 11, thread: 11 },
  },
  hazelnut: { train: 391, good: 40, defects: { crack: 18, cut: 17, hole: 18, print: 17 } },
  leather: { train: 245, good: 32, defects: { color: 19, cut: 19, fold: 17, glue: 19, poke: 18 } },
  metal_nut: { train: 220, good: 22, defects: { bent: 25, color: 22, flip: 23, scratch: 23 } },
  pill: {
    train: 267,
    good: 26,
    defects: {
      ...{ color: 25, combined: 17, contamination: 21, crack: 26, faulty_imprint: 19, pill_type: 9 },
      scratch: 24,
    },
  },
  screw: {
    train: 320,
    good: 41,
    defects: { manipulated_front: 24, scratch_head: 24, scratch_neck: 25, thread_side: 23, thread_top: 23 },
  },
  tile: {
    train: 230,
    good: 33,
    defects: { crack: 17, glue_strip: 18, gray_stroke: 16, oil: 18, rough: 15 },
  },
  toothbrush: { train: 60, good: 12, defects: { defective: 30 } },
  transistor: {
    train: 213,
    good: 60,
    defects: { bent_lead: 10, cut_lead: 10, damaged_case: 10, misplaced: 10 },
  },
  wood: { train: 247, good: 19, defects: { color: 8, combined: 11, hole: 10, liquid: 10, scratch: 21 } },
  zipper: {
    train: 240,
    good: 32,
    defects: {
      ...{ broken_teeth: 19, combined: 16, fabric_border: 17, fabric_interior: 16, rough: 17 },
      ...{ split_teeth: 18, squeezed_teeth: 16 },
    },
  },
};

/** VisA's objects with the split of 1cls.csv; `train + good` normal pictures each. */
const VISA_COUNTS: PublishedObjects = {
  candle: { train: 900, good: 100, defects: { anomaly: 100 } },
  capsules: { train: 542, good: 60, defects: { anomaly: 100 } },
  cashew: { train: 450, good: 50, defects: { anomaly: 100 } },
  chewinggum: { train: 453, good: 50, defects: { anomaly: 100 } },
  fryum: { train: 450, good: 50, defects: { anomaly: 100 } },
  macaroni1: { train: 900, good: 100, defects: { anomaly: 100 } },
  macaroni2: { train: 900, good: 100, defects: { anomaly: 100 } },
  pcb1: { train: 904, good: 100, defects: { anomaly: 100 } },
  pcb2: { train: 901, good: 100, defects: { anomaly: 100 } },
  pcb3: { train: 905, good: 101, defects: { anomaly: 100 } },
  pcb4: { train: 904, good: 101, defects: { anomaly: 100 } },
  pipe_fryum: { train: 450, good: 50, defects: { anomaly: 100 } },
};

const PUBLISHED: ReadonlyMap<string, PublishedObjects> = new Map([
  ["mvtec", MVTEC_COUNTS],
  ["visa", VISA_COUNTS],
]);

/** The published objects of a kind of data set by name; none for kinds that nobody published. */
export function publishedObjects(kind: string): ReadonlyMap<string, PublishedObject> {
  return new Map(Object.entries(PUBLISHED.get(kind) ?? {}));
}
