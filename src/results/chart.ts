// What questions answer with: data by kind, which a report draws without knowing the question.

/** An axis with its unit: "fraction" is printed in per cent, any other unit behind the number. */
export interface ChartAxis {
  readonly label: string;
  readonly unit: string;
}

export interface CurvePoint {
  readonly x: number;
  /** Null where it is undefined. */
  readonly y: number | null;
  /** An interval around y. */
  readonly low?: number;
  readonly high?: number;
}

export type ChartCell = string | number | null;

export type Chart = { readonly title: string } & (
  | {
      readonly kind: "table";
      readonly columns: readonly ChartAxis[];
      readonly rows: readonly (readonly ChartCell[])[];
    }
  | {
      readonly kind: "curve";
      readonly x: ChartAxis;
      readonly y: ChartAxis;
      readonly series: readonly { readonly name: string; readonly points: readonly CurvePoint[] }[];
    }
  | {
      readonly kind: "bars";
      readonly y: ChartAxis;
      readonly bars: readonly {
        readonly name: string;
        readonly value: number | null;
        readonly low?: number;
        readonly high?: number;
      }[];
    }
  | {
      readonly kind: "histogram";
      readonly x: ChartAxis;
      /** One more than counts, ascending. */
      readonly edges: readonly number[];
      readonly counts: readonly number[];
    }
  | {
      readonly kind: "pictures";
      /** Files relative to the run folder. */
      readonly pictures: readonly { readonly caption: string; readonly file: string }[];
    }
);
