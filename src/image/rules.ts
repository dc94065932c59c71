// How files are read where their own values do not say it all: stated by the user, once for a whole data set.

/** What the values of pictures and masks mean; a rule that is absent leaves them as the file's type says. */
export interface ReadingRules {
  /** The value of white in pictures: 4095 for a 12-bit camera whose files have 16 bits. */
  readonly whiteLevel?: number | undefined;
  /** Fraction of full scale above which a mask's pixel is anomalous; by default any that is not zero is. */
  readonly maskThreshold?: number | undefined;
  /** Masks that mark the normal pixels. */
  readonly invertMasks?: boolean | undefined;
}

/** The rules that are set, alone: equal for equal reading. */
export function statedRules({ whiteLevel, maskThreshold, invertMasks }: ReadingRules): ReadingRules {
  return {
    ...(whiteLevel === undefined ? {} : { whiteLevel }),
    ...(maskThreshold === undefined ? {} : { maskThreshold }),
    ...(invertMasks === true ? { invertMasks } : {}),
  };
}
