// Every reader that is fuzzed: a file in readers/ and a line here.

import type { FuzzedReader } from "./reader.ts";
import { bmp } from "./readers/bmp.ts";
import { clipConfig } from "./readers/clip-config.ts";
import { csv } from "./readers/csv.ts";
import { dataTrees } from "./readers/data-trees.ts";
import { descriptions } from "./readers/descriptions.ts";
import { explorer } from "./readers/explorer.ts";
import { journal } from "./readers/journal.ts";
import { limits } from "./readers/limits.ts";
import { masks } from "./readers/masks.ts";
import { npy } from "./readers/npy.ts";
import { onnx } from "./readers/onnx.ts";
import { openInferenceAnswers, openInferenceMetadata } from "./readers/open-inference.ts";
import { pickle } from "./readers/pickle.ts";
import { pictures } from "./readers/pictures.ts";
import { probeCache } from "./readers/probe-cache.ts";
import { processAnswers } from "./readers/process-answers.ts";
import { queueItems } from "./readers/queue-items.ts";
import { queueResults } from "./readers/queue-results.ts";
import { runDocuments } from "./readers/run-documents.ts";
import { safetensors } from "./readers/safetensors.ts";
import { sidecars } from "./readers/sidecars.ts";
import { sql } from "./readers/sql.ts";
import { studyYaml } from "./readers/study-yaml.ts";
import { tiff } from "./readers/tiff.ts";
import { tokenizerReader } from "./readers/tokenizer.ts";
import { torchCheckpoint } from "./readers/torch-checkpoint.ts";
import { zip } from "./readers/zip.ts";

export const READERS: readonly FuzzedReader[] = [
  limits,
  explorer,
  sql,
  queueItems,
  queueResults,
  clipConfig,
  npy,
  onnx,
  openInferenceAnswers,
  openInferenceMetadata,
  probeCache,
  processAnswers,
  sidecars,
  pickle,
  safetensors,
  tokenizerReader,
  torchCheckpoint,
  zip,
  bmp,
  csv,
  dataTrees,
  masks,
  pictures,
  tiff,
  descriptions,
  journal,
  runDocuments,
  studyYaml,
];
