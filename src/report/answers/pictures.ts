// A chart that is a row of pictures of the run folder; its CSV names them.

import { titleWithRanges } from "../ranges.ts";
import { recordsCsv } from "../tables/writers.ts";
import type { DrawKind } from "./drawn.ts";

export const drawPictures: DrawKind<"pictures"> = ({ title, pictures }, { name, ranges }) => ({
  kind: "pictures",
  pictures: {
    ...{ name, title: titleWithRanges(title, ranges), pictures },
    csv: recordsCsv(pictures.map(({ caption, file }) => ({ caption, file, ranges }))),
  },
});
