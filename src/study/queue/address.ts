// Where the queue is.

import { UsageError } from "../../core/errors.ts";

export interface QueueAddress {
  /** redis://[user[:password]@]host[:port][/database], or rediss:// for TLS. */
  readonly url: string;
  /** Takes the place of a password in the URL, which other users of the machine may see. */
  readonly password?: string | undefined;
  /** What items and results are signed with, the same on both sides; nothing is signed without it. */
  readonly secret?: string | undefined;
}

/** The address without its password, for messages. UsageError where it is none. */
export function shownAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^rediss?:$/.test(parsed.protocol) || parsed.hostname === "") {
    throw new UsageError(
      "invalid --queue; expected redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS",
    );
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname === "/" ? "" : parsed.pathname}`;
}
