// What the files of a run folder are called that more than one module reads or writes.

/** Says whose a folder is. */
export const RUN_FILE = "run.json";
/** What was asked, beside its results. */
export const QUESTION_FILE = "question.json";
/** The study as a file, beside its results. */
export const STUDY_FILE = "study.yaml";
export const RESULTS_FILE = "results.json";
export const REPRODUCTION_FILE = "reproduction.json";
