// What every answer carries: the page runs its own scripts alone, is framed by nobody, and is isolated from other
// origins (which threads in the browser need).

/** The page's policy: own scripts, styles, pictures and requests; pictures drawn in the page are blobs. */
export const PAGE_POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A picture that is opened by itself runs nothing; figures style themselves. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The headers of an answer of a content type. */
export function answerHeaders(
  type: string,
  { keep = false }: { keep?: boolean } = {},
): Record<string, string> {
  return {
    "Content-Type": type,
    "Content-Security-Policy": type.startsWith("image/") ? PICTURE_POLICY : PAGE_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": keep ? "private, max-age=3600" : "no-store",
  };
}
