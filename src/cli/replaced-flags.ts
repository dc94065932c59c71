// Flags of earlier versions: unknown, but what replaces them is named.

const REPLACED: Readonly<Record<string, string>> = {
  "--over": "--shift NAME,NAME",
  "--theta-range": "--shift theta=LOW..HIGH",
  "--hue-range": "--shift hue=LOW..HIGH",
  "--saturation-range": "--shift saturation=LOW..HIGH",
  "--theta": "--at theta=DEGREES",
  "--hue": "--at hue=RADIANS",
  "--saturation": "--at saturation=VALUE",
  "--fail-below": "--limit METRIC=VALUE",
};

/** An error about an unknown flag, with what replaces the flag in place of a similar name; any other as it is. */
export function namingReplacement(message: string): string {
  const [, flag = ""] = /unknown option '(--[a-z-]+)/.exec(message) ?? [];
  const replacement = REPLACED[flag];
  return replacement === undefined ? message : `error: unknown option '${flag}'; use ${replacement}\n`;
}
